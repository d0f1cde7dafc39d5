"""The reading side of one edition. Addresses of sections come last: every other first word is taken before them."""

from django.urls import path

from articles import views

ARTICLE = "<str:section>/<str:year>/<str:month>/<str:day>/<str:slug>/"

app_name = "articles"
urlpatterns = [
    path("", views.home, name="home"),
    path("all-news/", views.all_news, name="all_news"),
    path("all-news/<int:year>/<int:month>/<int:day>/", views.day, name="day"),
    path("popular/", views.popular, name="popular"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/feed/", views.corrections_feed, name="corrections_feed"),
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("authors/<str:slug>/", views.author, name="author"),
    path("stories/<str:slug>/", views.story, name="story"),
    path("pages/<str:slug>/", views.page, name="page"),
    path("theme/", views.theme, name="theme"),
    path("breaking/<int:pk>/close/", views.close_breaking, name="close_breaking"),
    path("preview/<int:pk>/", views.preview, name="preview"),
    path("shared/<str:token>/", views.shared, name="shared"),
    path(ARTICLE, views.article, name="article"),
    path(f"{ARTICLE}history/", views.history, name="history"),
    path(f"{ARTICLE}live/new/", views.live_new, name="live_new"),
    path(f"{ARTICLE}live/<int:pk>/", views.live_post, name="live_post"),
    path("<str:slug>/", views.section, name="section"),
]
