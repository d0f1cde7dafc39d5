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
    path("names/", views.names, name="names"),
    path("transfer/<uuid:key>/", views.transfer, name="transfer"),
    path("card/<str:key>/", views.card_by_letter, name="card_by_letter"),
    path("letters/off/<str:key>/", views.letters_off, name="letters_off"),
]
