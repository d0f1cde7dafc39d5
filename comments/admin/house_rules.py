"""The numbers of the comments, and where they are taken: one page, since there is one row."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from articles.admin.desk import DeskAdmin
from articles.models import Section
from comments.models import HouseRules, SectionConversations
from comments.models.house_rules import Mode

GROUPS = {
    "where": (_("Where comments are taken"), ["mode", "close_after_days"]),
    "writing": (_("Writing"), ["longest", "edit_minutes", "seconds_to_write", "seconds_between", "repeat_minutes"]),
    "new": (_("New members"), ["new_for_hours", "comments_of_new", "links_of_new", "hosts_of_new"]),
    "trust": (_("What is read first"), ["trust_after", "recent_rejected", "recent_days", "links_held"]),
    "others": (_("What others say about it"), ["reports_that_hide", "reports_a_day", "recommendations_an_hour"]),
    "networks": (_("Networks"), ["comments_of_network"]),
}


def name_of(section):
    return f"section_{section.pk}"


def choice_for(section):
    """How comments are taken in a section, as a field of the form."""
    edition = get_language_info(section.language)["name_local"]
    chosen = getattr(section, "conversations", None)
    return forms.ChoiceField(
        label=format_html("{} · {}", section.name, edition),
        choices=[("", _("As everywhere")), *Mode.choices],
        required=False,
        initial=chosen.mode if chosen else "",
    )


@admin.register(HouseRules)
class HouseRulesAdmin(DeskAdmin):
    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.moderate_comment")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is nothing to choose from."""
        return self.changeform_view(request, "1", extra_context=extra_context)

    def get_object(self, request, object_id, from_field=None):
        return HouseRules.current() if object_id == "1" else None

    def get_fieldsets(self, request, obj=None):
        groups = {name: (title, {"fields": list(fields)}) for name, (title, fields) in GROUPS.items()}
        if self.has_change_permission(request, obj):
            groups["sections"] = (_("Sections"), {"fields": [name_of(one) for one in self.sections(request)]})
        return list(groups.values())

    def get_form(self, request, obj=None, change=False, **kwargs):
        """With a choice for each section, whatever sections there are."""
        fields = {name_of(section): choice_for(section) for section in self.sections(request)}
        kwargs["form"] = type("HouseRulesForm", (forms.ModelForm,), fields)
        return super().get_form(request, obj, change=change, **kwargs)

    @staticmethod
    def sections(request):
        if not hasattr(request, "sections_of_rules"):
            rows = Section.objects.select_related("conversations").order_by("language", "order", "name")
            request.sections_of_rules = list(rows)
        return request.sections_of_rules

    def save_model(self, request, obj, form, change):
        numbers = [name for name in form.changed_data if name in {field.name for field in obj._meta.fields}]
        if numbers:
            before = {name: form.initial[name] for name in numbers}
            obj.save()
            record(request.user, "house_rules.changed", obj, before, {name: getattr(obj, name) for name in numbers})
        for section in self.sections(request):
            if name_of(section) in form.changed_data:
                SectionConversations.objects.choose(section, form.cleaned_data[name_of(section)], request.user)
