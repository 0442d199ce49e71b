// SPDX-License-Identifier: Apache-2.0
/* The toolbar: which days, how, of whom; state and what comes next. */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-roster-words.h"
#include "desk/tw-settings.h"

#include <glib/gi18n-lib.h>

/* --- days ----------------------------------------------------------------------------------- */

/* In a week the day chosen may be any of the seven. */
int
tw_roster_page_get_day (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  for (guint i = 0; i < frame->days->len; i++)
    if (self->day_us < ((TwRotaSpan *) frame->days->pdata[i])->to_us)
      return (int) i;
  return 0;
}

void
tw_roster_page_get_days (TwRosterPage *self, int *ret_first, int *ret_last)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  *ret_first = self->hours > 24 ? 0 : tw_roster_page_get_day (self);
  *ret_last = self->hours > 24 ? (int) frame->days->len : *ret_first + 1;
}

char *
tw_roster_page_name_days (TwRosterPage *self, int first, int last)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  const TwRotaSpan *from = frame->days->pdata[first], *to = frame->days->pdata[last - 1];
  g_autofree char *from_text = tw_roster_words_day (from->from_us, frame->zone);
  g_autofree char *to_text = tw_roster_words_day (to->from_us, frame->zone);

  return last - first > 1 ? g_strdup_printf (_ ("%s to %s"), from_text, to_text)
                          : g_steal_pointer (&from_text);
}

static void
move_day (TwRosterPage *self, int by)
{
  int days = self->hours == 168 ? 7 * by : self->hours == 72 ? 3 * by : by;

  if (self->day_us != 0) /* noon: a day of another length does not lead astray */
    tw_roster_page_show_day (self, self->day_us + 12 * TW_US_PER_HOUR + days * TW_US_PER_DAY);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_day (TW_ROSTER_PAGE (widget), -1);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_day (TW_ROSTER_PAGE (widget), 1);
}

static void
today_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  gtk_menu_button_popdown (self->day_button);
  tw_roster_page_show_day (self, tw_duty_now_us (self->duty));
}

static void
day_chosen_cb (TwRosterPage *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  TwLocalTime t = { 0 };

  if (self->filling)
    return;
  g_date_time_get_ymd (date, &t.year, &t.month, &t.day);
  t.hour = 12;
  gtk_menu_button_popdown (self->day_button);
  tw_roster_page_show_day (self, tw_time_from_local (&t, street->zone));
}

static void
update_calendar (TwRosterPage *self)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  g_autoptr (GDateTime) date = NULL;
  TwLocalTime t;

  tw_time_to_local (self->day_us, street->zone, &t);
  date = g_date_time_new_local (t.year, t.month, t.day, 12, 0, 0);
  self->filling = TRUE;
  gtk_calendar_select_day (self->calendar, date);
  self->filling = FALSE;
}

/* --- filters -------------------------------------------------------------------------------- */

static void
pools_changed_cb (TwRosterPage *self)
{
  guint pools = 0;

  for (int i = 0; i < TW_N_POOLS; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->pool_checks[i])))
      pools |= 1u << i;
  self->look.pools = pools == (1u << TW_N_POOLS) - 1 ? 0 : pools;
  self->look.only_conflicts = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->conflict_check));
  tw_roster_page_update (self);
}

static void
make_pools (TwRosterPage *self)
{
  static const char *const css[] = { "pool-community", "pool-property", "pool-volunteer",
                                     "pool-freelance" };

  for (int i = 0; i < TW_N_POOLS; i++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
      GtkWidget *mark = gtk_separator_new (GTK_ORIENTATION_VERTICAL);

      self->pool_checks[i] = gtk_check_button_new_with_label (tw_pool_name ((TwPool) i));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->pool_checks[i]), TRUE);
      gtk_widget_set_hexpand (self->pool_checks[i], TRUE);
      gtk_widget_add_css_class (mark, "pool-mark");
      gtk_widget_add_css_class (mark, css[i]);
      gtk_box_append (GTK_BOX (row), mark);
      gtk_box_append (GTK_BOX (row), self->pool_checks[i]);
      gtk_box_append (GTK_BOX (self->pool_box), row);
      g_signal_connect_object (self->pool_checks[i], "toggled", G_CALLBACK (pools_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
level_changed_cb (TwRosterPage *self)
{
  TwDemandLevel level = (TwDemandLevel) gtk_drop_down_get_selected (self->level_drop);

  if (level == self->level || self->filling)
    return;
  self->level = level;
  tw_settings_set_int ("roster-level", (int) level);
  tw_roster_page_load (self);
}

static void
search_changed_cb (TwRosterPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_free (self->search_text);
  self->search_text = *text != '\0' ? g_strdup (text) : NULL;
  tw_roster_page_update (self);
}

static void
search_stopped_cb (TwRosterPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->board));
}

/* Enter: to the first person found. */
static void
search_entered_cb (TwRosterPage *self)
{
  search_changed_cb (self);
  for (guint i = 0; i < tw_board_model_get_n_rows (self->model); i++)
    if (!tw_board_model_get_row (self->model, i)->group)
      {
        GPtrArray *bars = tw_board_model_get_bars (self->model, i);

        if (bars != NULL && bars->len > 0)
          tw_board_show_bar (self->board, ((TwBoardBar *) bars->pdata[0])->id);
        else
          tw_board_scroll_to (self->board, self->day_us + 12 * TW_US_PER_HOUR, (int) i);
        return;
      }
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (TW_ROSTER_PAGE (widget)->search);
}

/* --- state ---------------------------------------------------------------------------------- */

/* The least advanced day says what comes next. */
static TwDayState
state_of (TwRosterPage *self, int first, int last, guint *ret_red, guint *ret_yellow,
          guint *ret_changes)
{
  TwDayState state = TW_DAY_PUBLISHED;
  gboolean any = FALSE;

  *ret_red = *ret_yellow = *ret_changes = 0;
  for (int i = first; i < last; i++)
    {
      const TwRotaDay *day = tw_rota_get_day (self->rota, (guint) i);

      *ret_red += day->n_red;
      *ret_yellow += day->n_yellow;
      *ret_changes += day->n_changes;
      if (day->state != TW_DAY_EMPTY)
        {
          state = any ? MIN (state, day->state) : day->state;
          any = TRUE;
        }
    }
  return any ? state : TW_DAY_EMPTY;
}

static void
set_primary (TwRosterPage *self, TwDayState state)
{
  TwRights rights = self->actor != NULL ? self->actor->rights : TW_RIGHT_PLAN;
  const char *label = NULL, *tooltip = NULL;
  gboolean may = FALSE;

  self->primary = TW_PRIMARY_NONE;
  if (state == TW_DAY_DRAFT)
    {
      self->primary = TW_PRIMARY_SUBMIT;
      label = _ ("Submit…");
      tooltip = _ ("Hand the draft in for approval");
      may = (rights & TW_RIGHT_PLAN) != 0;
    }
  else if (state == TW_DAY_SUBMITTED)
    {
      self->primary = TW_PRIMARY_APPROVE;
      label = _ ("Approve…");
      tooltip = _ ("Look at the changes, then approve them or send them back");
      may = TRUE; /* whoever may not is told why, and can send it back or switch */
    }
  else if (state == TW_DAY_APPROVED)
    {
      self->primary = TW_PRIMARY_PUBLISH;
      label = _ ("Publish…");
      tooltip = _ ("Make it an edition and file the notices");
      may = TRUE;
    }
  gtk_widget_set_visible (self->primary_button, label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->primary_button), label);
  gtk_widget_set_tooltip_text (self->primary_button, tooltip);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "roster.primary", may);
}

static void
update_state (TwRosterPage *self)
{
  guint n_red = 0, n_yellow = 0, n_changes = 0;
  g_autofree char *text = NULL;
  g_autofree char *days = NULL;
  g_autofree char *tooltip = NULL;
  TwDayState state;
  int first, last;

  tw_roster_page_get_days (self, &first, &last);
  state = state_of (self, first, last, &n_red, &n_yellow, &n_changes);
  days = tw_roster_page_name_days (self, first, last);
  text = n_red + n_yellow > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %u conflict",
                                                              "%s, %u conflicts", n_red + n_yellow),
                                                 tw_day_state_name (state), n_red + n_yellow)
                              : g_strdup (tw_day_state_name (state));
  tooltip = g_strdup_printf (_ ("%s: %u red and %u yellow conflicts, %u changes to publish"), days,
                             n_red, n_yellow, n_changes);
  gtk_button_set_label (GTK_BUTTON (self->state_button), text);
  gtk_widget_set_tooltip_text (self->state_button, tooltip);
  gtk_widget_remove_css_class (self->state_button, "line-red");
  gtk_widget_remove_css_class (self->state_button, "line-yellow");
  if (n_red + n_yellow > 0)
    gtk_widget_add_css_class (self->state_button, n_red > 0 ? "line-red" : "line-yellow");
  tw_roster_tray_set_conflicts (self->tray, n_red, n_yellow);
  set_primary (self, state);
}

static void
set_undo (GtkWidget *button, const char *verb, const char *what)
{
  g_autofree char *text = what != NULL ? g_strdup_printf ("%s: %s", verb, what) : NULL;

  gtk_widget_set_tooltip_text (button, text != NULL ? text : verb);
}

void
tw_roster_page_update_undo (TwRosterPage *self)
{
  g_autofree char *undo = tw_duty_dup_undo_label (self->duty);
  g_autofree char *redo = tw_duty_dup_redo_label (self->duty);

  set_undo (self->undo_button, _ ("Undo"), undo);
  set_undo (self->redo_button, _ ("Redo"), redo);
}

void
tw_roster_page_update_tools (TwRosterPage *self)
{
  gboolean loaded = tw_rota_is_loaded (self->rota);
  g_autoptr (TwStreet) street = NULL;
  g_autofree char *day = NULL;
  g_autofree char *near = NULL;

  gtk_widget_set_visible (self->state_button, loaded);
  if (!loaded)
    gtk_widget_set_visible (self->primary_button, FALSE);
  if (self->day_us == 0)
    return;
  street = tw_duty_dup_street (self->duty);
  day = tw_roster_words_day (self->day_us, street->zone);
  near = tw_roster_words_day_near (self->day_us, tw_duty_now_us (self->duty), street->zone);
  gtk_label_set_text (self->day_label, day);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->day_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  day, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->day_button), near);
  update_calendar (self);
  if (loaded)
    update_state (self);
  tw_roster_page_update_undo (self);
}

/* --- set-up --------------------------------------------------------------------------------- */

void
tw_roster_page_connect_tools (TwRosterPage *self)
{
  make_pools (self);
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->level_drop, (guint) self->level);
  self->filling = FALSE;
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), NULL);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conflict_check, "toggled", G_CALLBACK (pools_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->level_drop, "notify::selected", G_CALLBACK (level_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (search_stopped_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_entered_cb), self,
                           G_CONNECT_SWAPPED);
}

void
tw_roster_page_install_tools (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget, "roster.next", NULL, next_action);
  gtk_widget_class_install_action (widget, "roster.today", NULL, today_action);
  gtk_widget_class_install_action (widget, "roster.search", NULL, search_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Page_Up, GDK_ALT_MASK, "roster.previous",
                                       NULL);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Page_Down, GDK_ALT_MASK, "roster.next",
                                       NULL);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_f, GDK_CONTROL_MASK, "roster.search", NULL);
}
