"""/comments/: what members do under articles, and their own pages about it."""

from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/off/<str:key>/", views.letters_off, name="letters_off"),
    path("on/<int:article_pk>/", views.post, name="post"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/thread/", views.thread, name="thread"),
    path("<int:pk>/reply/", views.reply, name="reply"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/recommend/", views.recommend, name="recommend"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/mute/", views.mute, name="mute"),
    path("<int:pk>/illegal/", views.illegal, name="illegal"),
]
