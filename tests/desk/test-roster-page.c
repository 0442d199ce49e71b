// SPDX-License-Identifier: Apache-2.0
/*
 * The roster page in the real window over a real folder with a small street: what pointer, keys and
 * buttons do ends up in the documents (F12 to F15, F17, F20 to F25).
 */
#include "tests/duty/tw-rota-fixture.h"
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "desk/board/tw-board-private.h"
#include "desk/roster/tw-roster-page-private.h"

#include <string.h>

#define N_PEOPLE 12
#define N_POSTS 3

typedef struct {
  char *dir;
  TwSession *session;
  TwWindow *window;
  TwRosterPage *page;
  char *early, *late, *clash_a, *clash_b; /* shifts of people 0, 1, and two of person 2 */
  char *open;
  int people[3]; /* whose they are */
} Fixture;

/* --- the street ----------------------------------------------------------------------------- */

/* Shifts of tomorrow, so that the clock does not matter. */
static void
make_street (Fixture *fixture)
{
  RotaFixture rota;

  rota_fixture_set_up (&rota, N_PEOPLE, N_POSTS);
  fixture->people[0] = rota_fixture_person (&rota, TW_POOL_COMMUNITY, 0);
  fixture->people[1] = rota_fixture_person (&rota, TW_POOL_COMMUNITY, 1);
  fixture->people[2] = rota_fixture_person (&rota, TW_POOL_COMMUNITY, 2);
  fixture->early = rota_fixture_add (&rota, fixture->people[0], 1, 480, 240, 1);
  fixture->late = rota_fixture_add (&rota, fixture->people[1], 1, 840, 240, 1);
  fixture->clash_a = rota_fixture_add (&rota, fixture->people[2], 1, 480, 240, 0);
  fixture->clash_b = rota_fixture_add (&rota, fixture->people[2], 1, 600, 240, 1);
  fixture->open = rota_fixture_add (&rota, -1, 1, 960, 240, 0);
  rota_fixture_settle (&rota);
  fixture->dir = g_strdup (rota.dir);
  g_clear_object (&rota.rota);
  tw_duty_close (rota.duty);
  g_object_unref (rota.duty);
  g_free (rota.dir);
}

static void
wait_ready (Fixture *fixture)
{
  g_assert_true (tw_uitest_until (tw_roster_page_is_ready (fixture->page)
                                      && tw_rota_is_saved (fixture->page->rota),
                                  10000));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->page));
}

/* Undo of the application is about its own folder; here it is about that of the window. */
static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tw_duty_undo_finish (TW_DUTY (source), result, &error);

  g_assert_no_error (error);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer duty)
{
  tw_duty_undo_async (duty, NULL, undone_cb, NULL);
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer duty)
{
  tw_duty_redo_async (duty, NULL, undone_cb, NULL);
}

static void
add_undo (Fixture *fixture)
{
  static const GActionEntry entries[] = { { .name = "undo", .activate = undo_cb },
                                          { .name = "redo", .activate = redo_cb } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries),
                                   tw_session_get_duty (fixture->session));
  gtk_widget_insert_action_group (GTK_WIDGET (fixture->window), "app", G_ACTION_GROUP (group));
}

static void
open_window (Fixture *fixture)
{
  fixture->session = desk_fixture_open (fixture->dir);
  fixture->window = desk_fixture_show (fixture->session);
  tw_uitest_key (GDK_KEY_2, GDK_ALT_MASK);
  g_assert_true (tw_uitest_until (TW_IS_ROSTER_PAGE (tw_window_get_page (fixture->window)), 5000));
  fixture->page = TW_ROSTER_PAGE (tw_window_get_page (fixture->window));
  add_undo (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  make_street (fixture);
  open_window (fixture);
  wait_ready (fixture);
  g_object_set (fixture->page, "rows", 0, "zoom", 24, NULL); /* settings outlive a test */
  tw_roster_page_show_day (fixture->page, ROTA_FROM_US + 36 * TW_US_PER_HOUR);
  wait_ready (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  desk_fixture_close (fixture->window, fixture->session);
  fixture_remove_tree (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->early);
  g_free (fixture->late);
  g_free (fixture->clash_a);
  g_free (fixture->clash_b);
  g_free (fixture->open);
}

/* --- looking -------------------------------------------------------------------------------- */

static GtkWidget *
bar_of (Fixture *fixture, const char *id)
{
  GtkWidget *widget;

  tw_board_show_bar (fixture->page->board, id);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->page));
  widget = GTK_WIDGET (tw_board_find_widget (fixture->page->board, id));
  g_assert_nonnull (widget);
  return widget;
}

static TwShift *
shift_of (Fixture *fixture, const char *id)
{
  return tw_rota_find (fixture->page->rota, id);
}

/* What stands in the database. */
static gint64
stored_from (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc =
      tw_store_get (tw_duty_get_store (tw_session_get_duty (fixture->session)), id, &error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  gint64 from_us = 0;

  g_assert_no_error (error);
  g_assert_true (tw_time_parse (json_object_get_string_member (doc->body, "from"), zone, FALSE,
                                &from_us, &error));
  return from_us;
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

/* The sheet over the window. */
static TwSheet *
find_sheet (void)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    if (TW_IS_SHEET (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static TwSheet *
wait_sheet (void)
{
  g_assert_true (tw_uitest_until (find_sheet () != NULL, 5000));
  return find_sheet ();
}

static void
accept (TwSheet *sheet)
{
  g_assert_true (gtk_widget_get_sensitive (tw_sheet_get_primary (sheet)));
  g_signal_emit_by_name (tw_sheet_get_primary (sheet), "clicked");
}

static void
wait_closed (void)
{
  g_assert_true (tw_uitest_until (find_sheet () == NULL, 5000));
}

static TwLine *
find_line (TwLineList *list, TwLineStyle style, const char *text)
{
  for (guint i = 0; i < tw_line_list_get_n (list); i++)
    {
      TwLine *line = tw_line_list_get (list, i);

      if (tw_line_get_style (line) == style
          && (text == NULL || strstr (tw_line_get_title (line), text) != NULL))
        return line;
    }
  return NULL;
}

static TwDayState
state_of (Fixture *fixture)
{
  return tw_rota_get_day (fixture->page->rota, 0)->state;
}

/* --- pointer and keys ----------------------------------------------------------------------- */

/* F12, F14: a drag by two hours is in the document; undo and redo by key. */
static void
test_drag (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = bar_of (fixture, fixture->early);
  gint64 before_us = shift_of (fixture, fixture->early)->from_us;
  double hour_px, y = gtk_widget_get_height (bar) / 2.0;

  g_object_get (fixture->page->board, "hour-px", &hour_px, NULL);
  tw_uitest_drag (bar, 40, y, bar, 40 + 2 * hour_px, y, 8);
  wait_ready (fixture);
  g_assert_cmpint (shift_of (fixture, fixture->early)->from_us, ==, before_us + 2 * TW_US_PER_HOUR);
  g_assert_cmpint (stored_from (fixture, fixture->early), ==, before_us + 2 * TW_US_PER_HOUR);

  tw_uitest_key (GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_true (tw_uitest_until (shift_of (fixture, fixture->early)->from_us == before_us, 5000));
  wait_ready (fixture);
  g_assert_cmpint (stored_from (fixture, fixture->early), ==, before_us);
  tw_uitest_key (GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  g_assert_true (tw_uitest_until (shift_of (fixture, fixture->early)->from_us != before_us, 5000));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (fixture->page->undo_button), !=, "Undo");
}

/* F23: coverage follows the drag before the button is let go, and goes back with Escape. */
static void
test_hover (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = bar_of (fixture, fixture->early);
  g_autofree char *before = NULL;
  double hour_px, y = gtk_widget_get_height (bar) / 2.0;

  g_object_get (fixture->page->board, "hour-px", &hour_px, NULL);
  before = g_strdup (gtk_label_get_text (fixture->page->cover_label));
  tw_uitest_move (bar, 40, y);
  tw_uitest_press (1);
  for (int i = 1; i <= 8; i++) /* beyond 21:00 nobody is wanted */
    tw_uitest_move (bar, 40 + i * 1.75 * hour_px, y);
  g_assert_true (
      tw_uitest_until (strcmp (gtk_label_get_text (fixture->page->cover_label), before) != 0,
                       3000));
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_true (
      tw_uitest_until (strcmp (gtk_label_get_text (fixture->page->cover_label), before) == 0,
                       3000));
  tw_uitest_release (1);
  wait_ready (fixture);
  g_assert_cmpint (shift_of (fixture, fixture->early)->from_us, ==,
                   ROTA_FROM_US + 32 * TW_US_PER_HOUR);
}

/* F13: picked up, moved and dropped by keys alone; then to the conflict, the search and back. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  gint64 before_us = shift_of (fixture, fixture->late)->from_us;

  bar_of (fixture, fixture->late);
  tw_uitest_key (GDK_KEY_space, 0);
  g_assert_true (tw_board_is_dragging (fixture->page->board));
  for (int i = 0; i < 4; i++)
    tw_uitest_key (GDK_KEY_Right, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_false (tw_board_is_dragging (fixture->page->board));
  wait_ready (fixture);
  g_assert_cmpint (shift_of (fixture, fixture->late)->from_us, ==, before_us + TW_US_PER_HOUR);

  tw_uitest_key (GDK_KEY_F4, 0);
  g_assert_cmpint (tw_roster_pane_get_mode (fixture->page->pane), ==, TW_PANE_CONFLICTS);
  tw_uitest_key (GDK_KEY_f, GDK_CONTROL_MASK);
  tw_uitest_type ("zzz");
  g_assert_true (tw_uitest_until (tw_board_model_get_n_rows (fixture->page->model) == 0, 3000));
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_true (tw_uitest_until (tw_board_model_get_n_rows (fixture->page->model) > 0, 3000));

  bar_of (fixture, fixture->late);
  tw_uitest_key (GDK_KEY_Delete, 0);
  wait_ready (fixture);
  g_assert_null (shift_of (fixture, fixture->late));
}

/* By place a row is a post, and another row is another post. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_strconcat (fixture->early, "#0", NULL);
  int post, row;
  TwBoardBar *bar;

  g_object_set (fixture->page, "rows", 1, NULL);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->page));
  bar_of (fixture, id);
  bar = tw_board_model_find_bar (fixture->page->model, id);
  g_assert_cmpstr (bar->segments[0].label, !=, NULL);
  post = shift_of (fixture, fixture->early)->stretches[0].post;
  g_assert_cmpint (post, ==, 1);
  /* Two stand there at once: two rows, and no bar lies over another. */
  row = tw_board_model_find_row (fixture->page->model, "post:S0001");
  g_assert_cmpstr (tw_board_model_get_row (fixture->page->model, (guint) row + 1)->id, ==,
                   "post:S0001 1");
  g_assert_cmpuint (bar->row, ==, (guint) row);
  tw_uitest_key (GDK_KEY_space, 0);
  tw_uitest_key (GDK_KEY_Up, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  wait_ready (fixture);
  g_assert_cmpint (shift_of (fixture, fixture->early)->stretches[0].post, ==, 0);
}

/* --- conflicts ------------------------------------------------------------------------------ */

/* F17: on bar, row, day and in the panel; jump; the fix clears its own. */
static void
test_conflicts (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  TwLineList *list = tw_roster_pane_get_list (page->pane);
  TwRotaFrame *frame = tw_rota_get_frame (page->rota);
  const TwRotaPerson *person = frame->people->pdata[fixture->people[2]];
  guint n = tw_rota_get_conflicts (page->rota)->len;
  g_auto (GStrv) selected = NULL;
  TwBoardBar *bar;
  TwLine *line;
  int row;

  g_assert_cmpuint (n, >, 0);
  bar = tw_board_model_find_bar (page->model, fixture->clash_b);
  if ((bar->flags & TW_BAR_RED) == 0) /* the badge stands on one of the two */
    bar = tw_board_model_find_bar (page->model, fixture->clash_a);
  g_assert_true (bar->flags & TW_BAR_RED);
  g_assert_false (tw_board_model_find_bar (page->model, fixture->late)->flags & TW_BAR_RED);
  row = tw_board_model_find_row (page->model, person->id);
  g_assert_cmpint (tw_board_model_get_row (page->model, (guint) row)->severity, ==, 0);
  g_assert_nonnull (strstr (gtk_button_get_label (GTK_BUTTON (page->state_button)), "conflict"));
  g_assert_nonnull (strstr (bar->spoken, "conflict"));

  tw_uitest_click (page->state_button);
  g_assert_cmpint (tw_roster_pane_get_mode (page->pane), ==, TW_PANE_CONFLICTS);
  g_assert_cmpuint (tw_line_list_get_n (list), ==, n);
  line = find_line (list, TW_LINE_RED, NULL);
  g_assert_nonnull (line);
  g_signal_emit_by_name (list, "activated", line);
  selected = tw_roster_page_dup_selected (page);
  g_assert_cmpuint (g_strv_length (selected), ==, 1);
  g_assert_true (strcmp (selected[0], fixture->clash_a) == 0
                 || strcmp (selected[0], fixture->clash_b) == 0);

  g_signal_emit_by_name (list, "pressed", line, 0u);
  wait_ready (fixture);
  g_assert_cmpuint (tw_rota_get_conflicts (page->rota)->len, <, n);
}

/* F21: the reasons listed sum to the figure over them. F20: candidates in the order of the engine.
 */
static void
test_why (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  TwLineList *list = tw_roster_pane_get_list (page->pane);
  g_autoptr (GArray) found = NULL;
  guint n = 0;

  bar_of (fixture, fixture->early);
  act (fixture, "roster.why");
  g_assert_nonnull (find_line (list, TW_LINE_HEADING, "cost"));
  act (fixture, "roster.candidates");
  found = tw_rota_list_candidates (page->rota, fixture->early);
  for (guint i = 0; i < tw_line_list_get_n (list); i++)
    {
      const char *key = tw_line_get_key (tw_line_list_get (list, i));

      if (key == NULL || !g_str_has_prefix (key, "p:"))
        continue;
      while (g_array_index (found, TwRosterCandidate, n).person == fixture->people[0])
        n++;
      g_assert_cmpint (atoi (key + 2), ==, g_array_index (found, TwRosterCandidate, n++).person);
    }
  g_assert_cmpuint (n, >=, N_PEOPLE - 1);

  act (fixture, "roster.history");
  g_assert_cmpuint (tw_line_list_get_n (list), >, 1);

  g_signal_emit_by_name (page->strip, "slot-activated", ROTA_FROM_US + 44 * TW_US_PER_HOUR);
  g_assert_true (
      tw_uitest_until (page->why_popover != NULL && gtk_widget_get_mapped (page->why_popover),
                       3000));
  list = TW_LINE_LIST (tw_uitest_find_type (page->why_popover, TW_TYPE_LINE_LIST, 0));
  g_assert_cmpuint (tw_line_list_get_n (list), >, 0);
  gtk_popover_popdown (GTK_POPOVER (page->why_popover));
}

/* --- open shifts ---------------------------------------------------------------------------- */

/* F25: from the tray to a person, and back to the tray; a claim that a supervisor approves. */
static void
test_open_shifts (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  TwRotaFrame *frame = tw_rota_get_frame (page->rota);
  int person = 3;
  TwLineList *list;
  TwSheet *sheet;
  TwLine *line;
  GtkWidget *chip;

  g_assert_cmpuint (tw_roster_tray_get_n (page->tray), ==, 1);
  chip = tw_uitest_find_text (GTK_WIDGET (page->tray), "–");
  g_assert_nonnull (chip);
  tw_uitest_click (chip);
  g_assert_cmpint (tw_roster_pane_get_mode (page->pane), ==, TW_PANE_SHIFT);
  list = tw_roster_pane_get_list (page->pane);
  line = find_line (list, TW_LINE_PLAIN, ((TwRotaPerson *) frame->people->pdata[3])->name);
  g_assert_nonnull (line);
  g_signal_emit_by_name (list, "pressed", line, 0u);
  wait_ready (fixture);
  g_assert_cmpint (shift_of (fixture, fixture->open)->person, ==, 3);
  g_assert_cmpuint (tw_roster_tray_get_n (page->tray), ==, 0);

  bar_of (fixture, fixture->open);
  act (fixture, "roster.make-open");
  wait_ready (fixture);
  g_assert_cmpuint (tw_roster_tray_get_n (page->tray), ==, 1);

  tw_roster_page_select_shift (page, fixture->open);
  tw_roster_page_update_actions (page);
  g_signal_emit_by_name (page->tray, "activated", fixture->open);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "roster.claim", TRUE);
  act (fixture, "roster.claim");
  sheet = wait_sheet ();
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                  tw_uitest_find_type (GTK_WIDGET (sheet), GTK_TYPE_DROP_DOWN, 0)),
                              (guint) person);
  accept (sheet);
  if (find_sheet () == sheet && tw_sheet_get_problem (sheet) != NULL)
    g_error ("%s", tw_sheet_get_problem (sheet));
  g_assert_true (
      tw_uitest_until (find_sheet () != NULL && find_sheet () != sheet
                           && tw_uitest_find_type (GTK_WIDGET (find_sheet ()), TW_TYPE_LINE_LIST, 0)
                                  != NULL,
                       5000));
  sheet = find_sheet ();
  list = TW_LINE_LIST (tw_uitest_find_type (GTK_WIDGET (sheet), TW_TYPE_LINE_LIST, 0));
  line = tw_line_list_get (list, 0);
  g_assert_nonnull (strstr (tw_line_get_title (line), "claims"));
  g_signal_emit_by_name (list, "pressed", line, 0u);
  g_assert_null (tw_sheet_get_problem (sheet));
  g_assert_true (tw_uitest_until (shift_of (fixture, fixture->open)->person == person, 5000));
  gtk_window_destroy (GTK_WINDOW (sheet));
}

/* --- solving -------------------------------------------------------------------------------- */

/* F10, F14: what the solver proposes is looked at first; discarded nothing changes, applied it is
 * one step of undo. */
static void
test_solve (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  guint n_before = tw_rota_get_shifts (page->rota)->len, n_after;

  for (int round = 0; round < 2; round++)
    {
      GtkWidget *start;

      tw_uitest_key (GDK_KEY_r, GDK_CONTROL_MASK);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (page->solve_secs), 1);
      start = tw_uitest_find (GTK_WIDGET (page->solve_button), "solve_start");
      g_assert_true (tw_uitest_until (gtk_widget_get_mapped (start), 3000));
      g_signal_emit_by_name (start, "clicked");
      g_assert_true (tw_roster_page_is_solving (page));
      g_assert_true (tw_uitest_until (page->proposal != NULL, 20000));
      g_assert_cmpint (tw_roster_pane_get_mode (page->pane), ==, TW_PANE_PROPOSAL);
      g_assert_cmpuint (tw_rota_get_shifts (page->rota)->len, ==, n_before);
      g_assert_cmpuint (page->proposal->changes->len, >, 0);
      g_assert_nonnull (
          find_line (tw_roster_pane_get_list (page->pane), TW_LINE_HEADING, "Changes"));
      tw_uitest_wait_draw (GTK_WIDGET (page));
      tw_uitest_click (
          tw_uitest_find (GTK_WIDGET (page->pane), round == 0 ? "foot_discard" : "foot_apply"));
      g_assert_true (tw_uitest_until (page->proposal == NULL, 3000));
      wait_ready (fixture);
    }
  n_after = tw_rota_get_shifts (page->rota)->len;
  g_assert_cmpuint (n_after, >, n_before);
  tw_uitest_key (GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_true (tw_uitest_until (tw_rota_get_shifts (page->rota)->len == n_before, 5000));
}

/* F22: somebody is away; the repair is shown before it is applied. */
static void
test_repair (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  TwSheet *sheet;

  bar_of (fixture, fixture->early);
  act (fixture, "roster.sick");
  sheet = wait_sheet ();
  accept (sheet);
  g_assert_true (tw_uitest_until (page->proposal != NULL, 20000));
  g_assert_cmpint (shift_of (fixture, fixture->early)->person, ==, fixture->people[0]);
  act (fixture, "roster.apply");
  wait_ready (fixture);
  for (guint i = 0; i < tw_rota_get_shifts (page->rota)->len; i++)
    {
      const TwShift *shift = tw_rota_get_shifts (page->rota)->pdata[i];

      g_assert_false (shift->person == fixture->people[0]
                      && shift->from_us < ROTA_FROM_US + 2 * TW_US_PER_DAY);
    }
}

/* --- publishing ----------------------------------------------------------------------------- */

static void
switch_officer (Fixture *fixture, const char *name)
{
  TwDuty *duty = tw_session_get_duty (fixture->session);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  tw_duty_add_officer (duty, name, TW_RIGHT_PLAN | TW_RIGHT_APPROVE, &id, &error);
  g_assert_no_error (error);
  tw_roster_page_update_officer (fixture->page);
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->page->officer_box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (child), "officer"), id) == 0)
      {
        g_signal_emit_by_name (child, "clicked");
        break;
      }
  g_assert_cmpstr (fixture->page->actor->name, ==, name);
}

static void
give_reasons (TwSheet *sheet)
{
  GtkWidget *entry = tw_uitest_find_type (GTK_WIDGET (sheet), ADW_TYPE_ENTRY_ROW, 0);

  if (entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), "agreed with them");
}

/* F15: red blocks; then submitted, approved by somebody else, published, all by the buttons. */
static void
test_publish (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  g_autoptr (GPtrArray) notices = NULL;
  TwSheet *sheet;

  g_assert_cmpint (state_of (fixture), ==, TW_DAY_DRAFT);
  tw_uitest_click (page->primary_button);
  sheet = wait_sheet ();
  g_assert_nonnull (tw_sheet_get_problem (sheet));
  g_assert_false (gtk_widget_get_sensitive (tw_sheet_get_primary (sheet)));
  tw_uitest_key (GDK_KEY_Escape, 0);
  wait_closed ();

  bar_of (fixture, fixture->clash_b);
  act (fixture, "roster.delete");
  wait_ready (fixture);
  act (fixture, "roster.submit");
  sheet = wait_sheet ();
  g_assert_null (tw_sheet_get_problem (sheet));
  give_reasons (sheet);
  accept (sheet);
  wait_closed ();
  wait_ready (fixture);
  g_assert_cmpint (state_of (fixture), ==, TW_DAY_SUBMITTED);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (page->primary_button)), ==, "Approve…");

  act (fixture, "roster.primary");
  sheet = wait_sheet ();
  g_assert_nonnull (strstr (tw_sheet_get_problem (sheet), "somebody else"));
  g_assert_false (gtk_widget_get_sensitive (tw_sheet_get_primary (sheet)));
  gtk_window_destroy (GTK_WINDOW (sheet));

  switch_officer (fixture, "李科长");
  act (fixture, "roster.primary");
  sheet = wait_sheet ();
  g_assert_null (tw_sheet_get_problem (sheet));
  accept (sheet);
  wait_closed ();
  wait_ready (fixture);
  g_assert_cmpint (state_of (fixture), ==, TW_DAY_APPROVED);
  act (fixture, "roster.primary");
  sheet = wait_sheet ();
  accept (sheet);
  wait_closed ();
  wait_ready (fixture);
  g_assert_cmpint (state_of (fixture), ==, TW_DAY_PUBLISHED);
  g_assert_false (gtk_widget_get_visible (page->primary_button));
  notices = tw_duty_list_notices (tw_session_get_duty (fixture->session), TRUE, 100, NULL);
  g_assert_cmpuint (notices->len, ==, 3);
}

/* F15, F27: the published view never shows drafts, and a notice is acknowledged. */
static void
test_published_view (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  TwLineList *list;
  TwSheet *sheet;

  test_publish (fixture, data);
  bar_of (fixture, fixture->late);
  act (fixture, "roster.delete");
  wait_ready (fixture);
  g_assert_null (tw_board_model_find_bar (page->model, fixture->late));
  g_object_set (page, "view", 1, NULL);
  g_assert_nonnull (tw_board_model_find_bar (page->model, fixture->late));
  g_assert_false (tw_roster_page_can_edit (page));
  g_object_set (page, "view", 0, NULL);
  g_assert_null (tw_board_model_find_bar (page->model, fixture->late));

  act (fixture, "roster.notices");
  sheet = wait_sheet ();
  list = TW_LINE_LIST (tw_uitest_find_type (GTK_WIDGET (sheet), TW_TYPE_LINE_LIST, 0));
  g_assert_cmpuint (tw_line_list_get_n (list), ==, 3);
  g_signal_emit_by_name (list, "pressed", tw_line_list_get (list, 0), 0u);
  g_assert_null (tw_sheet_get_problem (sheet));
  g_assert_nonnull (find_line (list, TW_LINE_GOOD, NULL));
  gtk_window_destroy (GTK_WINDOW (sheet));

  act (fixture, "roster.editions");
  sheet = wait_sheet ();
  list = TW_LINE_LIST (tw_uitest_find_type (GTK_WIDGET (sheet), TW_TYPE_LINE_LIST, 0));
  g_assert_cmpuint (tw_line_list_get_n (list), ==, 1);
  gtk_window_destroy (GTK_WINDOW (sheet));
}

/* --- the rest ------------------------------------------------------------------------------- */

static void
assert_named (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget))
    {
      gboolean named =
          gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
          || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                               GTK_ACCESSIBLE_RELATION_LABELLED_BY)
          || (GTK_IS_BUTTON (widget)
              && (gtk_button_get_label (GTK_BUTTON (widget)) != NULL
                  || tw_uitest_find_type (widget, GTK_TYPE_LABEL, 0) != NULL))
          || (GTK_IS_MENU_BUTTON (widget)
              && tw_uitest_find_type (widget, GTK_TYPE_LABEL, 0) != NULL);

      if (!named)
        g_error ("%s %s has no name", G_OBJECT_TYPE_NAME (widget),
                 gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_named (child);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  assert_named (GTK_WIDGET (fixture->page));
}

/* Zoom, days, filters. */
static void
test_tools (Fixture *fixture, gconstpointer data)
{
  TwRosterPage *page = fixture->page;
  gint64 day_us = page->day_us;
  guint n_rows = tw_board_model_get_n_rows (page->model);

  g_object_set (page, "zoom", 168, NULL);
  wait_ready (fixture);
  g_assert_cmpuint (tw_rota_get_frame (page->rota)->days->len, ==, 7);
  g_assert_cmpuint (tw_roster_page_get_day (page), ==, 2); /* Wednesday */
  g_object_set (page, "zoom", 24, NULL);
  wait_ready (fixture);
  tw_uitest_click (tw_uitest_find (GTK_WIDGET (page), "next_button"));
  wait_ready (fixture);
  g_assert_cmpint (page->day_us, ==, day_us + TW_US_PER_DAY);
  g_assert_cmpint (tw_rota_get_frame (page->rota)->from_us, ==, page->day_us);
  act (fixture, "roster.previous");
  wait_ready (fixture);
  g_assert_cmpint (page->day_us, ==, day_us);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (page->pool_checks[TW_POOL_VOLUNTEER]), FALSE);
  g_assert_cmpuint (tw_board_model_get_n_rows (page->model), <, n_rows);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (page->pool_checks[TW_POOL_VOLUNTEER]), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (page->conflict_check), TRUE);
  g_assert_cmpuint (tw_board_model_get_n_rows (page->model), ==, 2); /* a heading and a person */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (page->conflict_check), FALSE);
  g_assert_cmpuint (tw_board_model_get_n_rows (page->model), ==, n_rows);
}

/* No people and no posts: the page says so and offers the one thing that helps. */
static void
test_empty (void)
{
  Fixture fixture = { .dir = desk_fixture_new_dir () };

  desk_fixture_fill (fixture.dir);
  open_window (&fixture);
  g_assert_true (tw_uitest_until (fixture.page->load_error != NULL, 5000));
  tw_uitest_wait_draw (GTK_WIDGET (fixture.page));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (fixture.page->stack)), ==, "empty");
  g_assert_true (gtk_widget_get_visible (fixture.page->status_button));
  g_assert_cmpstr (adw_status_page_get_title (fixture.page->status), ==,
                   "Nothing to plan with yet");
  desk_fixture_close (fixture.window, fixture.session);
  g_free (fixture.dir);
}

#define ADD(path, func) g_test_add ("/roster/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language ("en");
  ADD ("F12-F14-drag", test_drag);
  ADD ("F23-hover", test_hover);
  ADD ("F13-keys", test_keys);
  ADD ("places", test_places);
  ADD ("F17-conflicts", test_conflicts);
  ADD ("F20-F21-why", test_why);
  ADD ("F25-open-shifts", test_open_shifts);
  ADD ("F10-solve", test_solve);
  ADD ("F22-repair", test_repair);
  ADD ("F15-publish", test_publish);
  ADD ("F15-F27-published-view", test_published_view);
  ADD ("tools", test_tools);
  ADD ("accessible", test_accessible);
  g_test_add_func ("/roster/empty", test_empty);
  return g_test_run ();
}
