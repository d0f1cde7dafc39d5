from django.urls import path

from patrons import views

app_name = "patrons"
urlpatterns = [
    path("", views.support, name="support"),
    path("transfer/<uuid:key>/", views.transfer, name="transfer"),
]
