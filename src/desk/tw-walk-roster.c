// SPDX-License-Identifier: Apache-2.0
/*
 * The roster's part of the walk: from an empty day to a published one, on a copy of the folder, so
 * that the data of the person are never touched.
 */
#include "desk/tw-walk-private.h"

#include "desk/board/tw-board-private.h"
#include "desk/roster/tw-roster-page-private.h"
#include "desk/roster/tw-roster-rules-dialog.h"

#include "config.h"

#define SOLVE_SECONDS 4
#define OUTLOOK_US (4 * G_USEC_PER_SEC)
#define PICTURE_US (2 * G_USEC_PER_SEC) /* into a search: something is to be seen by then */

static TwRosterPage *
get_page (TwWalk *self)
{
  GtkWidget *page = tw_window_get_page (self->stage != NULL ? self->stage : self->window);

  return TW_IS_ROSTER_PAGE (page) ? TW_ROSTER_PAGE (page) : NULL;
}

static void
act (TwWalk *self, const char *action)
{
  if (get_page (self) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (get_page (self)), action, NULL);
}

static void
set (TwWalk *self, const char *property, int value)
{
  if (get_page (self) != NULL)
    g_object_set (get_page (self), property, value, NULL);
}

static gboolean
is_ready (TwWalk *self)
{
  TwRosterPage *page = get_page (self);

  return page == NULL || tw_roster_page_is_ready (page) || page->load_error != NULL;
}

static gboolean
has_roster (TwWalk *self)
{
  return is_ready (self) && get_page (self) != NULL && get_page (self)->load_error == NULL;
}

/* --- steps ---------------------------------------------------------------------------------- */

static void
enter_roster (TwWalk *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.page", "s", "roster");
}

static void
leave_roster (TwWalk *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.page", "s", "heat");
}

static gboolean
has_stage (TwWalk *self)
{
  TwDuty *duty = self->stage != NULL ? tw_session_get_duty (self->stage_session) : NULL;
  g_autoptr (TwOutlook) outlook = NULL;

  if (duty == NULL)
    return self->stage == NULL;
  outlook = tw_duty_dup_outlook (duty);
  /* Where there can be no forecast there is none to wait for. */
  return tw_duty_is_loaded (duty)
         && ((outlook != NULL && tw_outlook_is_ready (outlook))
             || g_get_monotonic_time () - self->entered_us > OUTLOOK_US);
}

static void
enter_tomorrow (TwWalk *self)
{
  if (self->stage != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->stage), "win.page", "s", "roster");
  if (get_page (self) != NULL)
    tw_roster_page_show_day (get_page (self),
                             tw_duty_now_us (tw_walk_get_duty (self)) + TW_US_PER_DAY);
}

static void
enter_near (TwWalk *self)
{
  set (self, "zoom", 6);
}

static void
enter_days (TwWalk *self)
{
  set (self, "zoom", 72);
}

static void
enter_week (TwWalk *self)
{
  set (self, "zoom", 168);
}

static void
leave_week (TwWalk *self)
{
  set (self, "zoom", 24);
}

static void
enter_places (TwWalk *self)
{
  set (self, "rows", 1);
}

static void
leave_places (TwWalk *self)
{
  set (self, "rows", 0);
}

static void
enter_published (TwWalk *self)
{
  set (self, "view", 1);
}

static void
leave_published (TwWalk *self)
{
  set (self, "view", 0);
}

/* A shift near the top that can be moved. */
static TwBoardBar *
find_bar (TwRosterPage *page)
{
  for (guint row = 0; row < tw_board_model_get_n_rows (page->model); row++)
    {
      GPtrArray *bars = tw_board_model_get_bars (page->model, row);

      for (guint i = 0; bars != NULL && i < bars->len; i++)
        {
          TwBoardBar *bar = bars->pdata[i];

          if ((bar->flags & (TW_BAR_PAST | TW_BAR_PINNED)) == 0
              && bar->from_us >= page->day_us + 6 * TW_US_PER_HOUR
              && bar->to_us <= page->day_us + 22 * TW_US_PER_HOUR)
            return bar;
        }
    }
  return NULL;
}

static void
enter_selected (TwWalk *self)
{
  TwRosterPage *page = get_page (self);
  TwBoardBar *bar = has_roster (self) ? find_bar (page) : NULL;

  if (bar != NULL)
    tw_board_show_bar (page->board, bar->id);
}

static void
enter_candidates (TwWalk *self)
{
  act (self, "roster.candidates");
}

static void
enter_drag (TwWalk *self)
{
  TwRosterPage *page = get_page (self);
  TwGestureBounds bounds;

  enter_selected (self);
  if (!has_roster (self))
    return;
  gtk_widget_activate_action (GTK_WIDGET (page->board), "board.pick-up", NULL);
  if (!tw_board_is_dragging (page->board))
    return;
  bounds = tw_board_bounds (page->board);
  tw_board_gesture_step (&page->board->gesture, &bounds, 90 * TW_US_PER_MIN, 2);
  tw_board_wants (page->board);
}

static void
leave_drag (TwWalk *self)
{
  TwRosterPage *page = get_page (self);
  const char *const none[] = { NULL };

  if (page == NULL)
    return;
  if (tw_board_is_dragging (page->board))
    tw_board_finish (page->board, FALSE);
  tw_board_select (page->board, none);
}

static void
enter_summary (TwWalk *self)
{
  set (self, "pane", TW_PANE_SUMMARY);
}

/* The moment of the day at which most is missing. */
static void
enter_why (TwWalk *self)
{
  TwRosterPage *page = get_page (self);
  TwCoverFilter all = { .post = -1 };
  double most = -1;
  gint64 at_us = 0;
  TwCover cover;

  if (!has_roster (self))
    return;
  tw_rota_get_cover (page->rota, &all, &cover);
  for (guint i = 24; i < MIN (cover.n_slots, 88); i++)
    if (cover.wanted[i] - cover.staffed[i] > most)
      {
        most = cover.wanted[i] - cover.staffed[i];
        at_us = cover.from_us + i * cover.slot_us;
      }
  tw_cover_clear (&cover);
  g_signal_emit_by_name (page->strip, "slot-activated", at_us);
}

static void
leave_why (TwWalk *self)
{
  if (get_page (self) != NULL && get_page (self)->why_popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (get_page (self)->why_popover));
}

static void
enter_filter (TwWalk *self)
{
  if (get_page (self) != NULL)
    gtk_menu_button_popup (get_page (self)->filter_button);
}

static void
leave_filter (TwWalk *self)
{
  if (get_page (self) != NULL)
    gtk_menu_button_popdown (get_page (self)->filter_button);
}

static void
enter_auto (TwWalk *self)
{
  act (self, "roster.auto");
}

static void
leave_auto (TwWalk *self)
{
  if (get_page (self) != NULL)
    gtk_menu_button_popdown (get_page (self)->solve_button);
}

static void
enter_solve (TwWalk *self)
{
  if (!has_roster (self))
    return;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (get_page (self)->solve_secs), SOLVE_SECONDS);
  act (self, "roster.solve");
}

static gboolean
is_under_way (TwWalk *self)
{
  return get_page (self) == NULL || !tw_roster_page_is_solving (get_page (self))
         || g_get_monotonic_time () - self->entered_us > PICTURE_US;
}

static gboolean
is_solved (TwWalk *self)
{
  return get_page (self) == NULL || !tw_roster_page_is_solving (get_page (self));
}

/* --- sheets --------------------------------------------------------------------------------- */

static void
open_sheet (TwWalk *self, const char *action)
{
  g_autoptr (GList) windows = NULL;

  act (self, action);
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (TW_IS_SHEET (l->data))
      tw_walk_take_other (self, l->data);
}

static gboolean
is_shown (TwWalk *self)
{
  return self->other == NULL || gtk_widget_get_mapped (GTK_WIDGET (self->other));
}

#define SHEET(name, action)                                                                        \
  static void enter_##name (TwWalk *self)                                                          \
  {                                                                                                \
    open_sheet (self, action);                                                                     \
  }

SHEET (submit, "roster.submit")
SHEET (approve, "roster.approve")
SHEET (publish, "roster.publish")
SHEET (editions, "roster.editions")
SHEET (notices, "roster.notices")
SHEET (claims, "roster.claims")
SHEET (copy, "roster.copy-week")
SHEET (repair, "roster.repair")
SHEET (officer, "roster.officers")

static void
enter_officers (TwWalk *self)
{
  if (get_page (self) != NULL)
    gtk_menu_button_popup (get_page (self)->officer_button);
}

static void
leave_officers (TwWalk *self)
{
  if (get_page (self) != NULL)
    gtk_menu_button_popdown (get_page (self)->officer_button);
}

static void
show_rules (TwWalk *self, const char *tab)
{
  TwRosterRulesDialog *dialog;

  if (get_page (self) == NULL)
    return;
  dialog = tw_roster_rules_dialog_new (GTK_WIDGET (get_page (self)), get_page (self)->duty);
  tw_roster_rules_dialog_show_tab (dialog, tab);
  tw_roster_rules_dialog_open_row (dialog, 0);
  tw_walk_take_other (self, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
enter_tides (TwWalk *self)
{
  show_rules (self, "tides");
}

static void
enter_posts (TwWalk *self)
{
  show_rules (self, "posts");
}

static void
enter_packs (TwWalk *self)
{
  show_rules (self, "packs");
}

/* --- writing, on the stage ------------------------------------------------------------------ */

static void
leave_apply (TwWalk *self)
{
  act (self, "roster.apply");
}

static gboolean
is_saved (TwWalk *self)
{
  return is_ready (self) && (get_page (self) == NULL || tw_rota_is_saved (get_page (self)->rota));
}

/* Somebody gets a second shift at the same time, and one shift has nobody. */
static void
enter_clash (TwWalk *self)
{
  TwRosterPage *page = get_page (self);
  g_auto (TwRosterEdits) edits = { 0 };
  TwShift *first = NULL, *second = NULL;
  GPtrArray *shifts;

  if (!has_roster (self))
    return;
  shifts = tw_rota_get_shifts (page->rota);
  for (guint i = 0; i < shifts->len && second == NULL; i++)
    {
      TwShift *shift = shifts->pdata[i];

      if (shift->person < 0 || shift->from_us < page->day_us + 8 * TW_US_PER_HOUR
          || shift->to_us > page->day_us + 20 * TW_US_PER_HOUR)
        continue;
      if (first == NULL)
        first = shift;
      else if (shift->person != first->person && shift->from_us < first->to_us)
        second = shift;
    }
  if (second == NULL)
    return;
  tw_roster_edits_init (&edits);
  tw_roster_edits_add (&edits, second->id, tw_shift_copy (second));
  ((TwShift *) edits.shifts->pdata[0])->person = first->person;
  edits.label = g_strdup ("clash");
  tw_roster_page_edit (page, &edits, NULL);
  act (self, "roster.conflicts");
}

static void
enter_jump (TwWalk *self)
{
  act (self, "roster.next-conflict");
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tw_duty_undo_finish (TW_DUTY (source), result, &error);

  if (text == NULL)
    g_printerr ("tidewatch: %s\n", error->message);
}

static void
enter_undo (TwWalk *self)
{
  if (has_roster (self) && self->stage != NULL)
    tw_duty_undo_async (tw_session_get_duty (self->stage_session), NULL, undone_cb, NULL);
}

static gboolean
is_undone (TwWalk *self)
{
  return is_saved (self)
         && (!has_roster (self) || tw_rota_get_day (get_page (self)->rota, 0)->n_red == 0);
}

static void
enter_tray (TwWalk *self)
{
  enter_selected (self);
  act (self, "roster.make-open");
}

/* The primary button of the sheet, then it is closed whatever came of it. */
static void
leave_accept (TwWalk *self)
{
  if (self->other != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->other), "sheet.accept", NULL);
  if (self->other != NULL)
    tw_walk_close_other (self);
}

static void
find_reason (GtkWidget *widget, GtkWidget **found)
{
  if (ADW_IS_ENTRY_ROW (widget) && *found == NULL)
    *found = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && *found == NULL;
       child = gtk_widget_get_next_sibling (child))
    find_reason (child, found);
}

static void
enter_reason (TwWalk *self)
{
  GtkWidget *entry = NULL;

  open_sheet (self, "roster.submit");
  if (self->other != NULL)
    find_reason (GTK_WIDGET (self->other), &entry);
  if (entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), "已与本人商定");
}

/* Whoever may approve and did not plan it. */
static void
change_officer (TwWalk *self)
{
  TwRosterPage *page = get_page (self);
  TwDuty *duty = self->stage != NULL ? tw_session_get_duty (self->stage_session) : NULL;
  g_autoptr (GPtrArray) officers = duty != NULL ? tw_duty_list_officers (duty, NULL) : NULL;

  for (guint i = 0; officers != NULL && page != NULL && i < officers->len; i++)
    {
      const TwOfficer *officer = officers->pdata[i];

      if ((officer->rights & TW_RIGHT_APPROVE) != 0
          && g_strcmp0 (officer->id, page->actor->id) != 0)
        {
          tw_duty_set_actor (duty, officer->id, NULL);
          tw_roster_page_update_officer (page);
          tw_roster_page_update (page);
          return;
        }
    }
}

static void
leave_approve_own (TwWalk *self)
{
  tw_walk_close_other (self);
  change_officer (self);
}

static void
enter_page_menu (TwWalk *self)
{
  GtkWidget *button = get_page (self) != NULL
                          ? tw_walk_find_part (GTK_WIDGET (get_page (self)), "page_menu_button")
                          : NULL;

  if (button != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
}

static void
leave_page_menu (TwWalk *self)
{
  GtkWidget *button = get_page (self) != NULL
                          ? tw_walk_find_part (GTK_WIDGET (get_page (self)), "page_menu_button")
                          : NULL;

  if (button != NULL)
    gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
}

/* A street without people and posts. */
static void
enter_empty (TwWalk *self)
{
  g_autofree char *path = tw_walk_make_scratch (self, "street");
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  TwStore *store = tw_store_open (path, TW_STORE_OPEN_CREATE, clock, NULL);
  JsonObject *body = json_object_new ();
  TwBatch *batch = tw_batch_new ();

  json_object_set_string_member (body, "kind", "community");
  json_object_set_string_member (body, "name", "春熙社区");
  json_object_set_double_member (body, "lat", 30.655);
  json_object_set_double_member (body, "lon", 104.08);
  tw_batch_put (batch, "place:a", NULL, body);
  if (store != NULL)
    {
      tw_store_put (store, batch, NULL, NULL);
      tw_store_unref (store);
    }
  tw_walk_open_folder (self, path);
  gtk_widget_activate_action (GTK_WIDGET (self->other), "win.page", "s", "roster");
}

static gboolean
is_empty (TwWalk *self)
{
  TwDuty *duty = tw_session_get_duty (self->other_session);

  if (duty == NULL || !tw_duty_is_loaded (duty))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self->other), "win.page", "s", "roster");
  return TRUE;
}

SHEET (fairness, "roster.fairness")

static void
leave_stage (TwWalk *self)
{
  tw_walk_close_stage (self);
}

static const TwWalkStep steps[] = {
  { "roster", enter_roster, is_ready, leave_roster },
  { NULL, tw_walk_open_stage, has_stage, NULL },
  { "roster-tomorrow", enter_tomorrow, is_ready, NULL },
  { "roster-why", enter_why, NULL, leave_why },
  { "roster-auto", enter_auto, NULL, leave_auto },
  { "roster-solving", enter_solve, is_under_way, NULL },
  { "roster-proposal", NULL, is_solved, leave_apply },
  { "roster-filled", enter_summary, is_saved, NULL },
  { "roster-6h", enter_near, is_ready, NULL },
  { "roster-72h", enter_days, is_ready, NULL },
  { "roster-week", enter_week, is_ready, leave_week },
  { "roster-places", enter_places, is_ready, leave_places },
  { "roster-shift", enter_selected, is_ready, NULL },
  { "roster-candidates", enter_candidates, is_ready, NULL },
  { "roster-drag", enter_drag, NULL, leave_drag },
  { "roster-tray", enter_tray, is_saved, NULL },
  { "roster-conflicts", enter_clash, is_saved, NULL },
  { "roster-jump", enter_jump, NULL, NULL },
  { "roster-blocked", enter_submit, is_shown, tw_walk_close_other },
  { NULL, enter_undo, is_undone, enter_summary },
  { "roster-submit", enter_reason, is_shown, leave_accept },
  { "roster-approve-own", enter_approve, is_shown, leave_approve_own },
  { "roster-approve", enter_approve, is_shown, leave_accept },
  { "roster-publish", enter_publish, is_shown, leave_accept },
  { "roster-published", enter_published, is_ready, leave_published },
  { "roster-notices", enter_notices, is_shown, tw_walk_close_other },
  { "roster-editions", enter_editions, is_shown, tw_walk_close_other },
  { "roster-claims", enter_claims, is_shown, tw_walk_close_other },
  { "roster-copy", enter_copy, is_shown, tw_walk_close_other },
  { "roster-repair", enter_repair, is_shown, tw_walk_close_other },
  { "roster-officer", enter_officer, is_shown, tw_walk_close_other },
  { "roster-fairness", enter_fairness, is_shown, tw_walk_close_other },
  { "roster-tides", enter_tides, NULL, tw_walk_close_other },
  { "roster-posts", enter_posts, NULL, tw_walk_close_other },
  { "roster-packs", enter_packs, NULL, tw_walk_close_other },
  { "roster-officers", enter_officers, NULL, leave_officers },
  { "roster-filter", enter_filter, NULL, leave_filter },
  { "roster-menu", enter_page_menu, NULL, leave_page_menu },
  { NULL, NULL, NULL, leave_stage },
  { "roster-empty", enter_empty, is_empty, tw_walk_close_other },
};

const TwWalkStep *
tw_walk_roster_steps (gsize *ret_n)
{
  *ret_n = G_N_ELEMENTS (steps);
  return steps;
}
