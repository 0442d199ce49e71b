// SPDX-License-Identifier: Apache-2.0
/* Copies of weeks, and templates. Everything arrives as a draft and is checked anew (F24). */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-roster-words.h"

#include <glib/gi18n-lib.h>

#define MAX_WEEKS 8 /* offered to copy from and to */

static TwRosterPage *
page_of (TwSheet *sheet)
{
  return g_object_get_data (G_OBJECT (sheet), "page");
}

static TwSheet *
open_sheet (TwRosterPage *self, const char *title, const char *primary)
{
  TwSheet *sheet = tw_sheet_new (GTK_WIDGET (self), title, primary);

  g_object_set_data (G_OBJECT (sheet), "page", self);
  return sheet;
}

static void
finish (TwRosterPage *self, TwSheet *sheet, TwCopyReport *report)
{
  gtk_window_destroy (GTK_WINDOW (sheet));
  tw_roster_page_queue_update (self);
  tw_roster_page_say (self, report->text, TRUE);
  if (report->n_conflicts > 0)
    tw_roster_page_show_pane (self, TW_PANE_CONFLICTS);
  tw_copy_report_clear (report);
}

/* --- weeks ---------------------------------------------------------------------------------- */

static gint64
monday_us (TwRosterPage *self)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  TwLocalTime t;

  tw_time_to_local (self->day_us, street->zone, &t);
  return self->day_us + 12 * TW_US_PER_HOUR - (t.weekday - 1) * TW_US_PER_DAY;
}

static AdwComboRow *
make_weeks (TwRosterPage *self, const char *title, int first, guint selected)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (int i = first; i < first + MAX_WEEKS; i++)
    {
      gint64 from_us = monday_us (self) + i * 7 * TW_US_PER_DAY;
      g_autofree char *from = tw_roster_words_day (from_us, street->zone);

      g_ptr_array_add (names, g_strdup_printf (_ ("Week of %s"), from));
    }
  g_ptr_array_add (names, NULL);
  return tw_sheet_combo_new (title, (const char *const *) names->pdata, selected);
}

static void
copied_cb (TwSheet *sheet, TwRosterPage *self)
{
  AdwComboRow *from = g_object_get_data (G_OBJECT (sheet), "from"),
              *to = g_object_get_data (G_OBJECT (sheet), "to");
  int back = (int) adw_combo_row_get_selected (from) - (MAX_WEEKS - 1),
      ahead = (int) adw_combo_row_get_selected (to);
  gboolean replace = tw_sheet_switch_get (g_object_get_data (G_OBJECT (sheet), "replace"));
  TwCopyReport report = { 0 };
  g_autoptr (GError) error = NULL;

  if (tw_rota_copy_week (self->rota, monday_us (self) + back * 7 * TW_US_PER_DAY,
                         monday_us (self) + ahead * 7 * TW_US_PER_DAY, replace, &report, &error))
    finish (self, sheet, &report);
  else
    tw_sheet_set_problem (sheet, error->message, FALSE);
}

static void
copy_week_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwSheet *sheet = open_sheet (self, _ ("Copy a week"), _ ("Copy"));
  AdwPreferencesGroup *group = tw_sheet_add_group (sheet, NULL);
  AdwComboRow *from = make_weeks (self, _ ("Copy from"), 1 - MAX_WEEKS, MAX_WEEKS - 1);
  AdwComboRow *to = make_weeks (self, _ ("Copy to"), 0, 1);
  GtkWidget *replace = tw_sheet_switch_new (_ ("Drafts there go away first"), FALSE);

  adw_preferences_group_add (group, GTK_WIDGET (from));
  adw_preferences_group_add (group, GTK_WIDGET (to));
  adw_preferences_group_add (group, replace);
  tw_sheet_add_text (sheet, _ ("Arrives as a draft. All rules are checked anew, overrides do not "
                               "come along, and holidays are pointed out."));
  g_object_set_data (G_OBJECT (sheet), "from", from);
  g_object_set_data (G_OBJECT (sheet), "to", to);
  g_object_set_data (G_OBJECT (sheet), "replace", replace);
  g_signal_connect_object (sheet, "accepted", G_CALLBACK (copied_cb), self, 0);
}

/* --- templates ------------------------------------------------------------------------------ */

static void
saved_cb (TwSheet *sheet, GtkEditable *entry)
{
  TwRosterPage *self = page_of (sheet);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autoptr (GError) error = NULL;
  int first, last;

  tw_roster_page_get_days (self, &first, &last);
  if (*name == '\0')
    tw_sheet_set_problem (sheet, _ ("A template has a name"), FALSE);
  else if (!tw_rota_save_template (self->rota, name, first, last, NULL, &error))
    tw_sheet_set_problem (sheet, error->message, FALSE);
  else
    {
      gtk_window_destroy (GTK_WINDOW (sheet));
      tw_roster_page_say (self, _ ("Template saved"), FALSE);
    }
}

static void
save_template_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwSheet *sheet = open_sheet (self, _ ("Save as a template"), _ ("Save"));
  g_autofree char *days = NULL;
  GtkEditable *entry;
  int first, last;

  tw_roster_page_get_days (self, &first, &last);
  days = tw_roster_page_name_days (self, first, last);
  tw_sheet_add_heading (sheet, days);
  entry = tw_sheet_add_entry (tw_sheet_add_group (sheet, NULL), _ ("Name"), days);
  g_signal_connect (sheet, "accepted", G_CALLBACK (saved_cb), entry);
}

static void
applied_cb (TwSheet *sheet, GPtrArray *templates)
{
  TwRosterPage *self = page_of (sheet);
  AdwComboRow *which = g_object_get_data (G_OBJECT (sheet), "which");
  int times = (int) tw_sheet_spin_get (g_object_get_data (G_OBJECT (sheet), "times"));
  const TwTemplate *template = templates->pdata[adw_combo_row_get_selected (which)];
  TwCopyReport report = { 0 };
  g_autoptr (GError) error = NULL;

  if (tw_rota_apply_template (self->rota, template->id, tw_roster_page_get_day (self), times,
                              &report, &error))
    finish (self, sheet, &report);
  else
    tw_sheet_set_problem (sheet, error->message, FALSE);
}

static void
fill_template_sheet (TwRosterPage *self, TwSheet *sheet, GPtrArray *templates)
{
  AdwPreferencesGroup *group = tw_sheet_add_group (sheet, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *times;
  AdwComboRow *which;

  for (guint i = 0; i < templates->len; i++)
    {
      const TwTemplate *template = templates->pdata[i];

      /* Translators: name, days, shifts */
      g_ptr_array_add (names, g_strdup_printf (_ ("%s (%d days, %u shifts)"), template->name,
                                               template->n_days, template->n_shifts));
    }
  g_ptr_array_add (names, NULL);
  which = tw_sheet_combo_new (_ ("Template"), (const char *const *) names->pdata, 0);
  times = tw_sheet_spin_new (_ ("How often, one after the other"), 1, 52, 1);
  adw_preferences_group_add (group, GTK_WIDGET (which));
  adw_preferences_group_add (group, times);
  g_object_set_data (G_OBJECT (sheet), "which", which);
  g_object_set_data (G_OBJECT (sheet), "times", times);
}

static void
apply_template_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autoptr (GError) error = NULL;
  GPtrArray *templates = tw_duty_list_templates (self->duty, &error);
  int day = tw_roster_page_get_day (self);
  g_autofree char *from = NULL;
  TwSheet *sheet;

  if (templates == NULL)
    {
      tw_roster_page_say (self, error->message, FALSE);
      return;
    }
  if (templates->len == 0)
    {
      tw_roster_page_say (self, _ ("No templates yet: save a day as one first"), FALSE);
      g_ptr_array_unref (templates);
      return;
    }
  sheet = open_sheet (self, _ ("Use a template"), _ ("Use"));
  from = tw_roster_page_name_days (self, day, day + 1);
  tw_sheet_add_heading (sheet, from);
  fill_template_sheet (self, sheet, templates);
  tw_sheet_add_text (sheet, _ ("Arrives as a draft from this day on. All rules are checked anew, "
                               "and overrides do not come along."));
  g_object_set_data_full (G_OBJECT (sheet), "templates", templates,
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect (sheet, "accepted", G_CALLBACK (applied_cb), templates);
}

void
tw_roster_page_install_copy (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.copy-week", NULL, copy_week_action);
  gtk_widget_class_install_action (widget, "roster.save-template", NULL, save_template_action);
  gtk_widget_class_install_action (widget, "roster.apply-template", NULL, apply_template_action);
}
