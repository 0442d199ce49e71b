// SPDX-License-Identifier: Apache-2.0
/*
 * Auto-roster and repair. Both end in a proposal, which the page owns until it is applied or
 * discarded: the board shows it with ghosts of what would go away, the pane lists it.
 */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/compat.h"
#include "desk/roster/tw-roster-words.h"
#include "desk/tw-settings.h"
#include "duty/roster/tw-rota-changes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* --- proposals ------------------------------------------------------------------------------ */

/* Coverage counts the proposal as if it were applied. */
static void
hover_proposal (TwRosterPage *self)
{
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (TwRotaEdit));

  for (guint i = 0; i < self->proposal->changes->len; i++)
    {
      const TwRotaChange *change = self->proposal->changes->pdata[i];
      TwRotaEdit edit = { change->before != NULL ? change->before->id : NULL, change->after };

      g_array_append_val (edits, edit);
    }
  tw_rota_set_hover (self->rota, (const TwRotaEdit *) edits->data, edits->len);
}

void
tw_roster_page_drop_proposal (TwRosterPage *self)
{
  if (self->proposal == NULL)
    return;
  tw_rota_set_hover (self->rota, NULL, 0);
  tw_roster_pane_set_proposal (self->pane, NULL);
  g_clear_pointer (&self->proposal, tw_rota_proposal_free);
  g_clear_pointer (&self->proposal_label, g_free);
  self->look.proposal = NULL;
}

static void
take_proposal (TwRosterPage *self, TwRotaProposal *proposal, const char *label)
{
  g_autofree char *text = NULL;

  tw_roster_page_drop_proposal (self);
  self->proposal = proposal;
  self->proposal_label = g_strdup (label);
  hover_proposal (self);
  tw_roster_pane_set_proposal (self->pane, proposal);
  tw_roster_page_show_pane (self, TW_PANE_PROPOSAL);
  tw_roster_page_update (self);
  text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A proposal with %u change is ready",
                                    "A proposal with %u changes is ready", proposal->changes->len),
                       proposal->changes->len);
  tw_compat_announce (GTK_WIDGET (self->note_label), text);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  if (self->proposal == NULL)
    return;
  said = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %u change applied, as a draft",
                                       "%s: %u changes applied, as drafts",
                                       self->proposal->changes->len),
                          self->proposal_label, self->proposal->changes->len);
  if (!tw_rota_apply (self->rota, self->proposal, self->proposal_label, &error))
    {
      tw_roster_page_say (self, error->message, FALSE);
      return;
    }
  tw_roster_page_drop_proposal (self);
  tw_roster_page_show_pane (self, TW_PANE_SUMMARY);
  tw_roster_page_update (self);
  tw_roster_page_say (self, said, TRUE);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  tw_roster_page_drop_proposal (self);
  tw_roster_page_show_pane (self, TW_PANE_SUMMARY);
  tw_roster_page_update (self);
}

/* --- running -------------------------------------------------------------------------------- */

static void
begin (TwRosterPage *self, double max_seconds)
{
  tw_roster_page_drop_proposal (self);
  g_set_object (&self->solve_cancel, NULL);
  self->solve_cancel = g_cancellable_new ();
  tw_roster_pane_set_running (self->pane, TRUE, max_seconds);
  tw_roster_page_show_pane (self, TW_PANE_PROPOSAL);
  tw_roster_page_update (self);
}

static void
end (TwRosterPage *self, TwRotaProposal *proposal, const char *label, GError *error)
{
  g_clear_object (&self->solve_cancel);
  if (self->box == NULL) /* the page has gone meanwhile */
    {
      g_clear_pointer (&proposal, tw_rota_proposal_free);
      return;
    }
  tw_roster_pane_set_running (self->pane, FALSE, 0);
  if (proposal != NULL)
    {
      take_proposal (self, proposal, label);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tw_roster_page_say (self, error->message, FALSE);
  tw_roster_page_show_pane (self, TW_PANE_SUMMARY);
  tw_roster_page_update (self);
}

static void
progress_cb (const TwRotaSolveProgress *progress, gpointer user_data)
{
  TwRosterPage *self = user_data;

  if (self->box != NULL && self->solve_cancel != NULL)
    tw_roster_pane_add_progress (self->pane, progress);
}

static void
solved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwRosterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  TwRotaProposal *proposal = tw_rota_solve_finish (TW_ROTA (source), result, &error);

  end (self, proposal, _ ("Auto-roster"), error);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwRosterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  TwRotaProposal *proposal = tw_rota_repair_finish (TW_ROTA (source), result, &error);

  end (self, proposal, _ ("Repair an absence"), error);
}

static guint
chosen_pools (TwRosterPage *self)
{
  guint pools = 0;

  for (int i = 0; i < TW_N_POOLS; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->solve_pools[i])))
      pools |= 1u << i;
  return pools == (1u << TW_N_POOLS) - 1 ? 0 : pools;
}

static void
solve_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  TwRotaSolveOptions options = { .max_gap = 0.01, .seed = 1 };

  gtk_menu_button_popdown (self->solve_button);
  if (!tw_roster_page_can_edit (self) || self->solve_cancel != NULL)
    return;
  options.max_seconds = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->solve_secs));
  tw_settings_set_int ("roster-solve-seconds", (int) options.max_seconds);
  options.pools = chosen_pools (self);
  if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->solve_days)) == 0)
    {
      options.first_day = tw_roster_page_get_day (self);
      options.last_day = options.first_day + 1;
    }
  else
    options.last_day = (int) frame->days->len;
  begin (self, options.max_seconds);
  tw_rota_solve_async (self->rota, &options, self->solve_cancel, progress_cb, self, solved_cb,
                       g_object_ref (self));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  if (self->solve_cancel != NULL)
    g_cancellable_cancel (self->solve_cancel);
}

/* --- the popover ---------------------------------------------------------------------------- */

static GtkWidget *
labelled (const char *text, GtkWidget *control)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), control);
  return row;
}

static GtkWidget *
make_start (void)
{
  GtkWidget *start = gtk_button_new_with_label (_ ("Start"));

  gtk_widget_add_css_class (start, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (start), "roster.solve");
  gtk_widget_set_name (start, "solve_start");
  return start;
}

static void
fill_popover (TwRosterPage *self)
{
  const char *const days[] = { _ ("This day"), _ ("All days shown"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *pools, *note, *popover;

  self->solve_days = gtk_drop_down_new_from_strings (days);
  self->solve_secs = gtk_spin_button_new_with_range (1, 600, 5);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->solve_secs),
                             tw_settings_get_int ("roster-solve-seconds", 20));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->solve_days), 1);
  gtk_box_append (GTK_BOX (box), labelled (_ ("Days"), self->solve_days));
  gtk_box_append (GTK_BOX (box), labelled (_ ("Seconds"), self->solve_secs));
  pools = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  for (int i = 0; i < TW_N_POOLS; i++)
    {
      self->solve_pools[i] = gtk_check_button_new_with_label (tw_pool_name ((TwPool) i));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->solve_pools[i]), TRUE);
      gtk_box_append (GTK_BOX (pools), self->solve_pools[i]);
    }
  gtk_box_append (GTK_BOX (box), pools);
  note = gtk_label_new (_ ("Pinned shifts, the past and what is not chosen stay as they are. "
                           "Nothing is changed before you apply the proposal."));
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (note), 34);
  gtk_widget_add_css_class (note, "caption");
  gtk_widget_add_css_class (note, "dim-label");
  gtk_box_append (GTK_BOX (box), note);
  gtk_box_append (GTK_BOX (box), make_start ());
  gtk_widget_add_css_class (box, "popover-body");
  popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (self->solve_button, popover);
}

static void
auto_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (TW_ROSTER_PAGE (widget)->solve_button);
}

/* --- repair --------------------------------------------------------------------------------- */

typedef struct {
  TwRosterPage *page; /* borrowed: the sheet is closed with its window */
  GtkDropDown *who;
  AdwComboRow *from, *until;
  gint64 from_us;
} Absence;

void
tw_roster_page_repair (TwRosterPage *self, int person, gint64 from_us, gint64 to_us)
{
  if (person < 0 || !tw_roster_page_can_edit (self) || self->solve_cancel != NULL)
    return;
  begin (self, 2);
  tw_rota_repair_async (self->rota, person, from_us, to_us, self->solve_cancel, repaired_cb,
                        g_object_ref (self));
}

static void
absent_cb (TwSheet *sheet, Absence *absence)
{
  TwRosterPage *self = absence->page;
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  int slot = (int) adw_combo_row_get_selected (absence->from);
  gint64 from_us = absence->from_us + slot * TW_US_PER_HOUR;
  static const int hours[] = { 4, 8, 24, 48, 72 };
  guint until = adw_combo_row_get_selected (absence->until);
  gint64 to_us =
      until < G_N_ELEMENTS (hours) ? from_us + hours[until] * TW_US_PER_HOUR : frame->to_us;
  int person = (int) gtk_drop_down_get_selected (absence->who);

  tw_roster_page_repair (self, person, from_us, MIN (to_us, frame->to_us));
  gtk_window_destroy (GTK_WINDOW (sheet));
}

static GtkDropDown *
add_people (TwRosterPage *self, AdwPreferencesGroup *group, int person)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < frame->people->len; i++)
    {
      const TwRotaPerson *info = frame->people->pdata[i];

      g_ptr_array_add (names,
                       g_strdup_printf (_ ("%s, %s"), info->name, tw_pool_name (info->pool)));
    }
  g_ptr_array_add (names, NULL);
  return tw_sheet_add_search (group, _ ("Who is away"), (const char *const *) names->pdata,
                              (guint) MAX (person, 0));
}

static AdwComboRow *
make_times (TwRosterPage *self, gint64 from_us)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autoptr (GPtrArray) times = g_ptr_array_new_with_free_func (g_free);

  for (gint64 t_us = from_us; t_us < frame->to_us; t_us += TW_US_PER_HOUR)
    {
      g_autofree char *day = tw_roster_words_day (t_us, frame->zone);
      g_autofree char *time = tw_roster_words_time (t_us, frame->zone, FALSE);

      g_ptr_array_add (times, g_strdup_printf ("%s %s", day, time));
    }
  g_ptr_array_add (times, NULL);
  return tw_sheet_combo_new (_ ("From"), (const char *const *) times->pdata, 0);
}

void
tw_roster_page_ask_repair (TwRosterPage *self, int person, gint64 from_us)
{
  const char *const until[] = { _ ("4 hours"), _ ("8 hours"), _ ("24 hours"),
                                _ ("2 days"),  _ ("3 days"),  _ ("To the end of what is shown"),
                                NULL };
  TwSheet *sheet = tw_sheet_new (GTK_WIDGET (self), _ ("Somebody is away"), _ ("Find a repair"));
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  Absence *absence = g_new0 (Absence, 1);
  AdwPreferencesGroup *group = tw_sheet_add_group (sheet, NULL);

  absence->page = self;
  absence->from_us = tw_time_floor (CLAMP (from_us, frame->from_us, frame->to_us - TW_US_PER_HOUR),
                                    TW_US_PER_SLOT);
  absence->who = add_people (self, group, person);
  absence->from = make_times (self, absence->from_us);
  absence->until = tw_sheet_combo_new (_ ("For"), until, 2);
  adw_preferences_group_add (group, GTK_WIDGET (absence->from));
  adw_preferences_group_add (group, GTK_WIDGET (absence->until));
  tw_sheet_add_text (sheet, _ ("Looks for the plan that changes the fewest shifts of others. It is "
                               "shown before anything is changed."));
  g_object_set_data_full (G_OBJECT (sheet), "absence", absence, g_free);
  g_signal_connect (sheet, "accepted", G_CALLBACK (absent_cb), absence);
}

static void
repair_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  if (tw_rota_is_loaded (self->rota))
    tw_roster_page_ask_repair (self, -1, MAX (tw_duty_now_us (self->duty), self->day_us));
}

/* --- the set -------------------------------------------------------------------------------- */

void
tw_roster_page_connect_solve (TwRosterPage *self)
{
  fill_popover (self);
}

void
tw_roster_page_install_solve (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.auto", NULL, auto_action);
  gtk_widget_class_install_action (widget, "roster.solve", NULL, solve_action);
  gtk_widget_class_install_action (widget, "roster.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget, "roster.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget, "roster.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget, "roster.repair", NULL, repair_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_r, GDK_CONTROL_MASK, "roster.auto", NULL);
}
