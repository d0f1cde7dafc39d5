"""Words of Django and django-allauth that stand on our pages and are wrong or missing in their Ukrainian.

Nothing imports this file: it is where makemessages finds them, so that our catalogue, which comes first, has them.
Django puts names of things into its sentences, and Ukrainian names change their endings there; ours stand after a
colon.
"""

from django.utils.translation import gettext_noop

gettext_noop("Friday")
gettext_noop("This field is required.")
gettext_noop("email address")
gettext_noop("email addresses")
gettext_noop("Kyiv")  # of the time zone
gettext_noop("The password is too similar to the %(verbose_name)s.")

# --- The admin: headings and links ---
gettext_noop("Home")
gettext_noop("Filter")
gettext_noop("Authentication and Authorization")
gettext_noop("%(app)s administration")
gettext_noop("Model name")
gettext_noop("Add link")
gettext_noop("Change or view list link")
gettext_noop("Models in the %(name)s application")
gettext_noop("Start typing to filter…")
gettext_noop("Filter navigation items")
gettext_noop("Save and add another")
gettext_noop("Save and continue editing")
gettext_noop("Add %s")
gettext_noop("Add %(name)s")
gettext_noop("Add another %(verbose_name)s")
gettext_noop("Add another %(model)s")
gettext_noop("Change %s")
gettext_noop("View %s")
gettext_noop("Select %s")
gettext_noop("Select %s to change")
gettext_noop("Select %s to view")
gettext_noop("After you’ve created a user, you’ll be able to edit more user options.")
gettext_noop("Hold down “Control”, or “Command” on a Mac, to select more than one.")

# --- The admin: what has happened ---
gettext_noop("Added {name} “{object}”.")
gettext_noop("Changed {fields}.")
gettext_noop("Changed {fields} for {name} “{object}”.")
gettext_noop("Deleted {name} “{object}”.")
gettext_noop("The {name} “{obj}” was added successfully.")
gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below.")
gettext_noop("The {name} “{obj}” was changed successfully.")
gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below.")
gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below.")
gettext_noop("The %(name)s “%(obj)s” was deleted successfully.")
gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")
gettext_noop("This object doesn’t have a change history. It probably wasn’t added via this admin site.")

# --- The admin: before something is deleted ---
gettext_noop("Cannot delete %(name)s")
gettext_noop(
    'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related items '
    "will be deleted:"
)
gettext_noop(
    "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected related objects:"
)
gettext_noop(
    "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but your account "
    "doesn't have permission to delete the following types of objects:"
)
gettext_noop("Yes, I’m sure")
gettext_noop("No, take me back")
