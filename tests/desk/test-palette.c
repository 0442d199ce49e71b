// SPDX-License-Identifier: Apache-2.0
/* F79: the command palette: its matching, what it offers, and that it can be driven by keys alone.
 */
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "desk/tw-fuzzy.h"
#include "base/tw-locale.h"
#include "desk/tw-text.h"

#include "base/tw-time.h"

#include <string.h>

/* --- matching and wording -------------------------------------------------------------------- */

static void
test_fuzzy_finds (void)
{
  static const struct {
    const char *query, *text;
    gboolean found;
  } cases[] = {
    { "imp", "Import requests…", TRUE },
    { "req imp", "Import requests…", TRUE },
    { "IMPORT", "Import a map…", TRUE },
    { "imr", "Import requests…", TRUE },
    { "xq", "Import requests…", FALSE },
    { "路灯", "春熙社区路灯 12", TRUE },
    { "灯路", "春熙社区路灯 12", FALSE },
    { "路12", "春熙社区路灯 12", FALSE },
    { "路灯 春", "春熙社区路灯 12", TRUE },
    { "", "anything", FALSE },
    { "   ", "anything", FALSE },
    { "a", "", FALSE },
    { "È", "è la vie", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s in %s", cases[i].query, cases[i].text);
      g_assert_cmpint (tw_fuzzy_match (cases[i].query, cases[i].text, NULL) > 0, ==,
                       cases[i].found);
    }
}

static void
test_fuzzy_orders (void)
{
  /* each beats the next for the query "map" */
  static const char *const texts[] = { "Map", "Map as a picture", "Import a map", "Roadmap",
                                       "Make a picture" };

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (tw_fuzzy_match ("map", texts[i], NULL), >,
                      tw_fuzzy_match ("map", texts[i + 1], NULL));
}

static void
test_fuzzy_ranges (void)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (TwMatchRange));
  TwMatchRange *first;

  g_assert_cmpuint (tw_fuzzy_match ("灯", "路灯", ranges), >, 0);
  g_assert_cmpuint (ranges->len, ==, 1);
  first = &g_array_index (ranges, TwMatchRange, 0);
  g_assert_cmpuint (first->start, ==, 3);
  g_assert_cmpuint (first->end, ==, 6);
  /* a miss leaves nothing behind, also when its first word matched */
  g_array_set_size (ranges, 0);
  g_assert_cmpuint (tw_fuzzy_match ("灯 zz", "路灯", ranges), ==, 0);
  g_assert_cmpuint (ranges->len, ==, 0);
}

static void
test_text_forms (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("Asia/Shanghai", NULL);
  static const struct {
    gint64 n;
    const char *text;
  } counts[] = {
    { 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 1234567, "1,234,567" }, { -4321, "−4,321" }
  };
  static const struct {
    double seconds;
    const char *text;
  } left[] = { { 3, "less than 10 s left" },
               { 41, "about 50 s left" },
               { 125, "about 3 min left" },
               { 4000, "about 1 h 07 min left" } };
  g_autofree char *clock = tw_text_clock (SAMPLE_END_US, zone);
  g_autofree char *today = tw_text_when (SAMPLE_END_US - TW_US_PER_HOUR, SAMPLE_END_US, zone);
  g_autofree char *yesterday = tw_text_when (SAMPLE_END_US - TW_US_PER_DAY, SAMPLE_END_US, zone);
  g_autofree char *older = tw_text_when (SAMPLE_END_US - 3 * TW_US_PER_DAY, SAMPLE_END_US, zone);
  g_autofree char *old = tw_text_when (0, SAMPLE_END_US, zone);

  g_assert_cmpstr (clock, ==, "21:40 Mon 26 Oct");
  g_assert_cmpstr (today, ==, "20:40");
  g_assert_cmpstr (yesterday, ==, "yesterday 21:40");
  g_assert_cmpstr (older, ==, "10-23 21:40");
  g_assert_cmpstr (old, ==, "1970-01-01 08:00");
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *text = tw_text_count (counts[i].n);
      g_assert_cmpstr (text, ==, counts[i].text);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (left); i++)
    {
      g_autofree char *text = tw_text_time_left (left[i].seconds);
      g_assert_cmpstr (text, ==, left[i].text);
    }
}

/* --- the overlay ----------------------------------------------------------------------------- */

typedef struct {
  TwSession *session;
  TwWindow *window;
  TwPalette *palette;
  GtkListBox *list;
  GtkEditable *entry;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *dir = desk_fixture_new_dir ();

  desk_fixture_fill (dir);
  fixture->session = desk_fixture_open (dir);
  fixture->window = desk_fixture_show (fixture->session);
  fixture->palette = tw_window_get_palette (fixture->window);
  fixture->list = GTK_LIST_BOX (tw_uitest_find (GTK_WIDGET (fixture->palette), "list"));
  fixture->entry = GTK_EDITABLE (tw_uitest_find (GTK_WIDGET (fixture->palette), "entry"));
  g_assert_nonnull (fixture->list);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  desk_fixture_close (fixture->window, fixture->session);
}

static void
look_for (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->entry, text);
  g_assert_true (tw_uitest_until (!tw_palette_is_searching (fixture->palette), 5000));
}

static int
selected (Fixture *fixture)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (fixture->list);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static void
test_opens_by_key (Fixture *fixture, gconstpointer unused)
{
  g_assert_false (tw_palette_is_open (fixture->palette));
  tw_uitest_key (GDK_KEY_k, GDK_CONTROL_MASK);
  g_assert_true (tw_palette_is_open (fixture->palette));
  g_assert_cmpuint (tw_palette_get_n_rows (fixture->palette), >, 15);
  g_assert_cmpint (selected (fixture), ==, 0);
  tw_uitest_key (GDK_KEY_Down, 0);
  tw_uitest_key (GDK_KEY_Down, 0);
  g_assert_cmpint (selected (fixture), ==, 2);
  tw_uitest_key (GDK_KEY_Up, 0);
  g_assert_cmpint (selected (fixture), ==, 1);
  tw_uitest_key (GDK_KEY_Page_Down, 0);
  g_assert_cmpint (selected (fixture), ==, 9);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_false (tw_palette_is_open (fixture->palette));
}

static void
test_up_wraps_to_the_end (Fixture *fixture, gconstpointer unused)
{
  tw_uitest_key (GDK_KEY_k, GDK_CONTROL_MASK);
  tw_uitest_key (GDK_KEY_Up, 0);
  g_assert_cmpint (selected (fixture), ==, (int) tw_palette_get_n_rows (fixture->palette) - 1);
}

static void
test_runs_a_command (Fixture *fixture, gconstpointer unused)
{
  TwPalette *palette = fixture->palette;
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (fixture->window), "sidebar");
  g_autoptr (GVariant) before = g_action_get_state (action), after = NULL;

  tw_uitest_key (GDK_KEY_k, GDK_CONTROL_MASK);
  tw_uitest_type ("sidebar");
  g_assert_true (tw_uitest_until (!tw_palette_is_searching (palette), 5000));
  g_assert_cmpint (selected (fixture), ==, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_false (tw_palette_is_open (palette));
  after = g_action_get_state (action);
  g_assert_cmpint (g_variant_get_boolean (before), !=, g_variant_get_boolean (after));
  /* what was run lately stands first */
  tw_uitest_key (GDK_KEY_k, GDK_CONTROL_MASK);
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->list), "Recent"));
  tw_uitest_key (GDK_KEY_Return, 0);
}

/* F79, F01: "路灯" finds the lamp and the requests about lamps. */
static void
test_finds_in_the_database (Fixture *fixture, gconstpointer unused)
{
  tw_palette_open (fixture->palette, NULL);
  look_for (fixture, "路灯");
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->list), "路灯 12"));
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->list), "单元门口路灯不亮"));
  look_for (fixture, "春熙");
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->list), "春熙社区"));
  look_for (fixture, "王秀兰");
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->list), "王秀兰"));
}

static void
test_says_when_there_is_nothing (Fixture *fixture, gconstpointer unused)
{
  tw_palette_open (fixture->palette, NULL);
  look_for (fixture, "qxzjvw");
  g_assert_cmpuint (tw_palette_get_n_rows (fixture->palette), ==, 0);
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->palette), "qxzjvw"));
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_true (tw_palette_is_open (fixture->palette));
}

/* Typing on must not let the answer to the older words come in late. */
static void
test_older_answers_are_dropped (Fixture *fixture, gconstpointer unused)
{
  tw_palette_open (fixture->palette, NULL);
  for (guint i = 0; i < 5; i++)
    {
      gtk_editable_set_text (fixture->entry, "路灯");
      tw_uitest_pump_ms (130);
      gtk_editable_set_text (fixture->entry, "王秀兰");
    }
  g_assert_true (tw_uitest_until (!tw_palette_is_searching (fixture->palette), 5000));
  tw_uitest_pump_ms (200);
  g_assert_null (tw_uitest_find_text (GTK_WIDGET (fixture->list), "路灯 12"));
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->list), "王秀兰"));
}

static void
test_a_click_beside_it_closes (Fixture *fixture, gconstpointer unused)
{
  tw_palette_open (fixture->palette, NULL);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->window));
  tw_uitest_click_at (GTK_WIDGET (fixture->palette), 200, 300, 1, 1);
  g_assert_true (tw_palette_is_open (fixture->palette) == FALSE);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/desk/palette/key", test_opens_by_key },
    { "/desk/palette/wrap", test_up_wraps_to_the_end },
    { "/desk/palette/command", test_runs_a_command },
    { "/desk/palette/search", test_finds_in_the_database },
    { "/desk/palette/nothing", test_says_when_there_is_nothing },
    { "/desk/palette/stale", test_older_answers_are_dropped },
    { "/desk/palette/beside", test_a_click_beside_it_closes },
  };

  tw_uitest_init (&argc, &argv);
  tw_locale_apply ("en");
  desk_fixture_get_application ();
  g_test_add_func ("/desk/fuzzy/finds", test_fuzzy_finds);
  g_test_add_func ("/desk/fuzzy/orders", test_fuzzy_orders);
  g_test_add_func ("/desk/fuzzy/ranges", test_fuzzy_ranges);
  g_test_add_func ("/desk/text/forms", test_text_forms);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
