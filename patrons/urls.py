from django.urls import path

from patrons import views

app_name = "patrons"
urlpatterns = [
    path("", views.support, name="support"),
    path("confirm/", views.confirm, name="confirm"),
    path("thanks/<uuid:key>/", views.thanks, name="thanks"),
    path("names/", views.names, name="names"),
    path("transfer/<uuid:key>/", views.transfer, name="transfer"),
    path("card/<str:key>/", views.card_by_letter, name="card_by_letter"),
    path("letters/off/<str:key>/", views.letters_off, name="letters_off"),
]
