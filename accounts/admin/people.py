"""Who may enter the newsroom, and in which roles. Every change of it goes to the audit list."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import belongings
from accounts.admin.erasing import ErasePage
from accounts.admin.lists import BoundedList
from accounts.admin.second_factor import SecondFactorPage, factors
from accounts.audit import Act, record
from accounts.models import User
from accounts.models.leaving import Wish

STANDING = ["is_active", "is_staff", "is_superuser", "groups"]


class NewAccountForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "display_name"]
        field_classes = {"email": forms.EmailField}


class AccountForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"email": forms.EmailField}


class PasswordForm(AdminPasswordChangeForm):
    """Django puts this help together once, when it starts, and so in one language for all."""

    usable_password_help_text = format_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        NewAccountForm.usable_password_help_text,
        _("If disabled, the current password of this person is lost."),
    )


def standing(user):
    """What of an account matters to others, as the audit list keeps it."""
    names = ["email", "display_name", "is_active", "is_staff", "is_superuser"]
    return {name: getattr(user, name) for name in names}


def roles_of(user):
    return sorted(user.groups.values_list("name", flat=True))


class RoleFilter(admin.RelatedFieldListFilter):
    """Django names the choice of those without a role as it shows an empty value: here, with nothing."""

    def choices(self, changelist):
        self.empty_value_display = _("None")
        yield from super().choices(changelist)


@admin.register(User)
class UserAdmin(SecondFactorPage, ErasePage, BoundedList, StockUserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = PasswordForm
    list_display = ["email", "display_name", "roles", "is_staff", "second_factor", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_superuser", "is_active", ("groups", RoleFilter)]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "display_name", "password"]}),
        (_("Roles"), {"fields": STANDING}),
        (_("Dates"), {"fields": ["joined_at", "last_login", "leaves_on"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "display_name", "usable_password", "password1", "password2"]}),
    ]

    def get_queryset(self, request):
        proved = factors().filter(user=OuterRef("pk"))
        return super().get_queryset(request).prefetch_related("groups").annotate(has_factor=Exists(proved))

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user):
        return user.has_factor

    @admin.display(description=_("leaves on"), empty_value=_("Has not asked to leave"))
    def leaves_on(self, user):
        """When the account is erased, as its member has asked."""
        leaving = getattr(user, "leaving", None)
        return leaving and leaving.due_at

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """Nobody changes their own standing, and only a superuser makes superusers."""
        fixed = ["joined_at", "last_login", "leaves_on"]
        if obj == request.user:
            return [*fixed, *STANDING]
        return fixed if request.user.is_superuser else [*fixed, "is_superuser"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_no_climb(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_no_climb(request, obj) and obj != request.user

    def may_decide_about(self, request, user):
        """Whether more may be done to an account than to one's own."""
        return self.has_change_permission(request, user) and user != request.user

    def somebody_else(self, request, pk):
        """The account that a page of its own is about, for whoever may decide about it."""
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404("no such account")
        if not self.may_decide_about(request, user):
            raise PermissionDenied
        return user

    def is_no_climb(self, request, obj):
        """The account of a superuser (its password, its address) is for superusers to change."""
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def save_model(self, request, user, form, change):
        before = User.objects.get(pk=user.pk) if change else None
        form.was = (standing(before), roles_of(before)) if before else ({}, [])
        super().save_model(request, user, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user, (was, had) = form.instance, form.was
        now, has = standing(user), roles_of(user)
        if not change:
            record(request.user, Act.ACCOUNT_CREATED, user, after=now)
        elif was != now:
            record(request.user, Act.ACCOUNT_STAFF, user, was, now)
        for role in sorted(set(has) - set(had)):
            record(request.user, Act.ROLE_GIVEN, user, {"roles": had}, {"roles": has}, note=role)
        for role in sorted(set(had) - set(has)):
            record(request.user, Act.ROLE_TAKEN, user, {"roles": had}, {"roles": has}, note=role)

    def delete_model(self, request, user):
        record(request.user, Act.ACCOUNT_DELETED, user, before={**standing(user), "roles": roles_of(user)})
        belongings.erase(user, Wish.KEEP)
        super().delete_model(request, user)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            record(request.user, Act.ACCOUNT_PASSWORD, self.get_object(request, id))
        return response
