from django.urls import path

from patrons import views
from patrons.providers.demo import pages as demo

app_name = "patrons"
urlpatterns = [
    path("", views.support, name="support"),
    path("confirm/", views.confirm, name="confirm"),
    path("checkout/<uuid:key>/", views.checkout, name="checkout"),
    path("demo/checkout/<str:number>/", demo.checkout, name="demo_checkout"),
    path("demo/portal/<str:key>/", demo.portal, name="demo_portal"),
    path("thanks/<uuid:key>/", views.thanks, name="thanks"),
    path("gift/", views.gift, name="gift"),
    path("gift/redeem/", views.gift_redeem, name="gift_redeem"),
    path("receipts/<str:name>/", views.receipt, name="receipt"),
    path("yours/", views.yours, name="yours"),
    path("yours/shown/", views.shown, name="shown"),
    path("yours/statement/<int:year>/", views.statement, name="statement"),
    path("yours/<int:pk>/change/", views.change, name="change"),
    path("yours/<int:pk>/pause/", views.pause, name="pause"),
    path("yours/<int:pk>/resume/", views.resume, name="resume"),
    path("yours/<int:pk>/stop/", views.stop, name="stop"),
    path("yours/<int:pk>/card/", views.card, name="card"),
    path("names/", views.names, name="names"),
    path("transfer/<uuid:key>/", views.transfer, name="transfer"),
    path("card/<str:key>/", views.card_by_letter, name="card_by_letter"),
    path("letters/off/<str:key>/", views.letters_off, name="letters_off"),
]
