"""Erasing an account on request, by the same verb as when its member asks on the page for it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.erasing import erase
from accounts.models.leaving import Wish

LONGEST_REASON = 1000


class EraseForm(forms.Form):
    wish = forms.ChoiceField(
        label=gettext_lazy("What becomes of the comments?"),
        choices=[
            ("", gettext_lazy("Choose…")),
            (Wish.KEEP, gettext_lazy("They stay, under “Deleted member”")),
            (Wish.ERASE, gettext_lazy("They are erased as well")),
        ],
        error_messages={"required": gettext_lazy("Choose what becomes of the comments.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Who asked, and how you know. Without names: it is kept in the audit list."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say who asked, and how you know that it was they.")},
    )


class ErasePage:
    """The part of UserAdmin that erases an account for good."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.erase_view)
        return [path("<int:pk>/erase/", view, name="accounts_user_erase"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        may_erase = user is not None and self.may_decide_about(request, user)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_erase": may_erase})

    def erase_view(self, request, pk):
        user = self.somebody_else(request, pk)
        is_staff = user.has_duties  # their roles go first, so that the audit list has it
        form = EraseForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and not is_staff and form.is_valid():
            erase(user, form.cleaned_data["wish"], request.user, form.cleaned_data["reason"])
            messages.success(request, _("The account is erased."))
            return redirect("admin:accounts_user_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase the account"),
            "opts": self.opts,
            "account": user,
            "account_is_staff": is_staff,
            "form": form,
        }
        return TemplateResponse(request, "admin/accounts/user/erase.html", context)
