"""/comments/: what members do under articles, and their own pages about it."""

app_name = "comments"
urlpatterns = []
