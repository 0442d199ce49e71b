// SPDX-License-Identifier: Apache-2.0
/* The arithmetic and the gestures of the board (F12, F13), and what its colours promise (F79):
 * without a display. */
#include "desk/board/tw-board-gesture.h"
#include "desk/board/tw-board-paint.h"

/* 2026-11-24T06:00+08:00, a Tuesday. */
#define T0 G_GINT64_CONSTANT (1795471200000000)
#define H TW_US_PER_HOUR
#define M TW_US_PER_MIN

static TwBoardView
make_view (void)
{
  return (TwBoardView){ .from_us = T0,
                        .to_us = T0 + 72 * H,
                        .hour_px = 40,
                        .row_px = 28,
                        .width = 960,
                        .height = 560,
                        .n_lines = 900 };
}

/* --- view ------------------------------------------------------------------------------------- */

static void
test_view (void)
{
  TwBoardView view = make_view ();
  static const struct {
    double scroll_x, x, hour;
  } cases[] = { { 0, 0, 0 }, { 0, 40, 1 }, { 400, 0, 10 }, { 400, 10, 10.25 }, { 100, -60, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 t = T0 + (gint64) (cases[i].hour * (double) H);

      view.scroll_x = cases[i].scroll_x;
      g_assert_cmpfloat (tw_board_view_to_x (&view, t), ==, cases[i].x);
      g_assert_cmpint (tw_board_view_to_time (&view, cases[i].x), ==, t);
    }
  view.scroll_y = 30;
  g_assert_cmpint (tw_board_view_to_line (&view, 0), ==, 1);
  g_assert_cmpint (tw_board_view_to_line (&view, 25), ==, 1);
  g_assert_cmpint (tw_board_view_to_line (&view, 26), ==, 2);
  g_assert_cmpint (tw_board_view_to_line (&view, -31), ==, -1);
  g_assert_cmpint (tw_board_view_to_line (&view, 900 * 28 - 30), ==, -1);
  g_assert_cmpfloat (tw_board_view_line_to_y (&view, 2), ==, 26);
}

static void
test_lines_in_sight (void)
{
  TwBoardView view = make_view ();
  guint first, end;
  static const struct {
    double scroll_y;
    guint n_lines, first, end;
  } cases[] = {
    { 0, 900, 0, 20 }, { 14, 900, 0, 21 }, { 28, 900, 1, 21 }, { 0, 3, 0, 3 }, { 0, 0, 0, 0 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      view.scroll_y = cases[i].scroll_y;
      view.n_lines = cases[i].n_lines;
      tw_board_view_lines (&view, &first, &end);
      g_assert_cmpuint (first, ==, cases[i].first);
      g_assert_cmpuint (end, ==, cases[i].end);
    }
}

static void
test_clamp (void)
{
  TwBoardView view = make_view ();

  view.scroll_x = 1e6;
  view.scroll_y = -5;
  tw_board_view_clamp (&view);
  g_assert_cmpfloat (view.scroll_x, ==, 72 * 40 - 960);
  g_assert_cmpfloat (view.scroll_y, ==, 0);
  view.n_lines = 2; /* fewer rows than there is room for */
  view.scroll_y = 100;
  tw_board_view_clamp (&view);
  g_assert_cmpfloat (view.scroll_y, ==, 0);
}

/* F12: the time under the pointer stays there, unless an end of the line of time is reached. */
static void
test_zoom (void)
{
  static const double hours[] = { 6, 12, 24, 72, 168 };

  for (gsize i = 0; i < G_N_ELEMENTS (hours); i++)
    {
      TwBoardView view = make_view ();
      gint64 t = T0 + 30 * H;

      view.scroll_x = 30 * 40 - 300;
      tw_board_view_zoom (&view, hours[i], 300);
      g_assert_cmpfloat_with_epsilon (view.hour_px, 960 / MIN (hours[i], 72), 1e-9);
      if (hours[i] < 72)
        g_assert_cmpfloat_with_epsilon (tw_board_view_to_x (&view, t), 300, 1);
      else
        g_assert_cmpfloat (view.scroll_x, ==, 0);
    }
}

static void
test_reveal (void)
{
  TwBoardView view = make_view ();

  g_assert_false (tw_board_view_reveal (&view, T0 + 2 * H, T0 + 4 * H, 3));
  g_assert_true (tw_board_view_reveal (&view, T0 + 30 * H, T0 + 34 * H, 100));
  g_assert_cmpfloat (tw_board_view_to_x (&view, T0 + 34 * H), <=, 960);
  g_assert_cmpfloat (tw_board_view_line_to_y (&view, 101), ==, 560);
  /* what is longer than the view shows its begin */
  g_assert_true (tw_board_view_reveal (&view, T0 + 10 * H, T0 + 50 * H, -1));
  g_assert_cmpfloat (tw_board_view_to_x (&view, T0 + 10 * H), >=, 0);
  g_assert_cmpfloat (tw_board_view_to_x (&view, T0 + 10 * H), <, 30);
}

/* --- time ------------------------------------------------------------------------------------- */

/* F12: quarters of the local clock, also where a zone is off by 45 minutes or the clock changes. */
static void
test_snap (void)
{
  static const struct {
    const char *zone, *at, *snapped;
  } cases[] = {
    { "Asia/Shanghai", "2026-11-24T09:07:00+08:00", "2026-11-24T09:00:00+08:00" },
    { "Asia/Shanghai", "2026-11-24T09:07:30+08:00", "2026-11-24T09:15:00+08:00" },
    { "Asia/Shanghai", "2026-11-24T23:53:00+08:00", "2026-11-25T00:00:00+08:00" },
    { "Asia/Kathmandu", "2026-11-24T09:22:00+05:45", "2026-11-24T09:15:00+05:45" },
    /* clocks go from 02:00 to 03:00: a quarter after the gap is one on the new clock */
    { "America/New_York", "2026-03-08T01:55:00-05:00", "2026-03-08T03:00:00-04:00" },
    { "America/New_York", "2026-03-08T03:04:00-04:00", "2026-03-08T03:00:00-04:00" },
    /* and back from 02:00 to 01:00: both hours have their quarters */
    { "America/New_York", "2026-11-01T01:40:00-04:00", "2026-11-01T01:45:00-04:00" },
    { "America/New_York", "2026-11-01T01:40:00-05:00", "2026-11-01T01:45:00-05:00" },
    /* by half an hour */
    { "Australia/Lord_Howe", "2026-10-04T01:55:00+10:30", "2026-10-04T02:30:00+11:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = tw_zone_new (cases[i].zone, NULL);
      g_autofree char *snapped = NULL, *expected = NULL;
      gint64 at_us, expected_us;

      g_assert_true (tw_time_parse (cases[i].at, zone, FALSE, &at_us, NULL));
      g_assert_true (tw_time_parse (cases[i].snapped, zone, FALSE, &expected_us, NULL));
      snapped = tw_time_format_rfc3339 (tw_board_snap (at_us, zone));
      expected = tw_time_format_rfc3339 (expected_us);
      g_assert_cmpstr (snapped, ==, expected);
    }
}

static void
test_ticks (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("America/New_York", NULL);
  gint64 midnight_us = G_GINT64_CONSTANT (1793505600000000); /* 2026-11-01T00:00-04:00 */
  static const struct {
    double hour_px, gap_px;
    int minutes;
  } cases[] = { { 160, 36, 15 }, { 80, 36, 30 }, { 43, 36, 60 },
                { 14, 36, 180 }, { 6, 36, 360 }, { 1, 36, 1440 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_board_tick_minutes (cases[i].hour_px, cases[i].gap_px), ==,
                     cases[i].minutes);
  g_assert_cmpint (tw_board_tick_from (midnight_us, 1440, zone), ==, midnight_us);
  /* that day has 25 hours, and 06:00 is seven hours after midnight */
  g_assert_cmpint (tw_board_tick_from (midnight_us + H, 1440, zone), ==, midnight_us + 25 * H);
  g_assert_cmpint (tw_board_tick_from (midnight_us + M, 360, zone), ==, midnight_us + 7 * H);
}

/* --- pointer ---------------------------------------------------------------------------------- */

static void
test_hit (void)
{
  static const struct {
    double x0, x1, x;
    TwBoardHit hit;
  } cases[] = {
    { 100, 200, 99, TW_BOARD_HIT_NONE },   { 100, 200, 100, TW_BOARD_HIT_BEGIN },
    { 100, 200, 105, TW_BOARD_HIT_BEGIN }, { 100, 200, 106, TW_BOARD_HIT_BODY },
    { 100, 200, 193, TW_BOARD_HIT_BODY },  { 100, 200, 194, TW_BOARD_HIT_END },
    { 100, 200, 200, TW_BOARD_HIT_NONE },  { 100, 109, 102, TW_BOARD_HIT_BEGIN },
    { 100, 109, 104, TW_BOARD_HIT_BODY },  { 100, 109, 106, TW_BOARD_HIT_END },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_board_hit (cases[i].x0, cases[i].x1, cases[i].x), ==, cases[i].hit);
}

static void
test_edge_speed (void)
{
  g_assert_cmpfloat (tw_board_edge_speed (400, 800), ==, 0);
  g_assert_cmpfloat (tw_board_edge_speed (36, 800), ==, 0);
  g_assert_cmpfloat (tw_board_edge_speed (20, 800), <, 0);
  g_assert_cmpfloat (tw_board_edge_speed (-50, 800), <, tw_board_edge_speed (20, 800));
  g_assert_cmpfloat (tw_board_edge_speed (-500, 800), ==, -1200);
  g_assert_cmpfloat (tw_board_edge_speed (790, 800), ==, -tw_board_edge_speed (10, 800));
  g_assert_cmpfloat (tw_board_edge_speed (10, 0), ==, 0);
}

static void
test_band (void)
{
  TwBoardView view = make_view ();
  TwBoardBand band = tw_board_band (200, 90, 80, 30); /* dragged up and to the left */
  static const struct {
    guint line;
    double from, to;
    gboolean touches;
  } cases[] = {
    { 1, 2, 5, TRUE },  { 0, 2, 5, FALSE }, { 3, 2, 5, TRUE },    { 4, 2, 5, FALSE },
    { 2, 0, 1, FALSE }, { 2, 0, 2, TRUE },  { 2, 5.1, 8, FALSE }, { 2, 0, 60, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_board_band_touches (&band, &view, cases[i].line,
                                            T0 + (gint64) (cases[i].from * (double) H),
                                            T0 + (gint64) (cases[i].to * (double) H)),
                     ==, cases[i].touches);
}

static void
test_lanes (void)
{
  TwBoardLane bars[] = { { T0, T0 + 4 * H, 0, 0 },
                         { T0 + 2 * H, T0 + 3 * H, 0, 0 },
                         { T0 + 3 * H, T0 + 5 * H, 0, 0 }, /* where the second has ended */
                         { T0 + 5 * H, T0 + 6 * H, 0, 0 }, /* alone again */
                         { T0 + 7 * H, T0 + 8 * H, 0, 0 } };
  static const guint lanes[][2] = { { 0, 2 }, { 1, 2 }, { 1, 2 }, { 0, 1 }, { 0, 1 } };

  tw_board_assign_lanes (bars, G_N_ELEMENTS (bars));
  for (gsize i = 0; i < G_N_ELEMENTS (bars); i++)
    {
      g_assert_cmpuint (bars[i].lane, ==, lanes[i][0]);
      g_assert_cmpuint (bars[i].n_lanes, ==, lanes[i][1]);
    }
  tw_board_assign_lanes (bars, 0);
}

/* g: heading, f: folded heading, p: person */
static void
look_cb (guint row, gboolean *group, gboolean *folded, gpointer data)
{
  char kind = ((const char *) data)[row];

  *group = kind != 'p';
  *folded = kind == 'f';
}

static void
test_rows (void)
{
  TwBoardLines lines;
  static const int line_of_row[] = { 0, 1, 2, 3, -1, -1, 4, 5 };
  static const int person_of_row[] = { -1, 0, 1, -1, -1, -1, -1, 2 };

  tw_board_lines_init (&lines, 8, look_cb, (gpointer) "gppfppgp");
  g_assert_cmpuint (lines.n_lines, ==, 6);
  g_assert_cmpuint (lines.n_persons, ==, 3);
  for (guint row = 0; row < 8; row++)
    {
      g_assert_cmpint (lines.line_of_row[row], ==, line_of_row[row]);
      g_assert_cmpint (tw_board_lines_person_of_row (&lines, row), ==, person_of_row[row]);
    }
  g_assert_cmpuint (tw_board_lines_row_of_person (&lines, 2), ==, 7);
  g_assert_true (tw_board_lines_is_heading (&lines, 3));
  g_assert_false (tw_board_lines_is_heading (&lines, 5));
  tw_board_lines_clear (&lines);
  tw_board_lines_init (&lines, 2, look_cb, (gpointer) "gf"); /* headings alone */
  g_assert_cmpuint (lines.n_persons, ==, 0);
  g_assert_true (tw_board_lines_is_heading (&lines, 1));
  tw_board_lines_clear (&lines);
}

/* --- gestures --------------------------------------------------------------------------------- */

typedef struct {
  TwBoardGesture gesture;
  TwGestureBounds bounds;
  GTimeZone *zone;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->zone = tw_zone_new ("Asia/Shanghai", NULL);
  fixture->bounds = (TwGestureBounds){ T0, T0 + 72 * H, 10, 8, fixture->zone };
  tw_board_gesture_init (&fixture->gesture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_board_gesture_clear (&fixture->gesture);
  g_time_zone_unref (fixture->zone);
}

/* A pointer at 40 px an hour and 28 px a person. */
static TwGesturePoint
point (double hour, int person)
{
  return (TwGesturePoint){
    hour * 40, person * 28 + 14, T0 + (gint64) (hour * (double) H), person, FALSE, FALSE
  };
}

static void
press (Fixture *fixture, TwGestureKind kind, double hour, int person)
{
  TwGesturePoint at = point (hour, person);

  tw_board_gesture_press (&fixture->gesture, kind, &at);
}

static gboolean
move (Fixture *fixture, double hour, int person)
{
  TwGesturePoint at = point (hour, person);

  return tw_board_gesture_motion (&fixture->gesture, &fixture->bounds, &at);
}

static void
assert_bar (Fixture *fixture, guint i, int person, gint64 from_us, gint64 to_us)
{
  TwGestureBar bar;

  tw_board_gesture_get (&fixture->gesture, i, &bar);
  g_assert_cmpint (bar.person, ==, person);
  g_assert_cmpint (bar.from_us, ==, from_us);
  g_assert_cmpint (bar.to_us, ==, to_us);
}

/* F12: what stays within the threshold is a click and never a move. */
static void
test_click (Fixture *fixture, gconstpointer data)
{
  press (fixture, TW_GESTURE_MOVE, 3, 2);
  tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
  g_assert_false (move (fixture, 3.2, 2)); /* 8 px */
  g_assert_cmpint (fixture->gesture.phase, ==, TW_GESTURE_PRESSED);
  g_assert_true (tw_board_gesture_is_void (&fixture->gesture));
  g_assert_true (move (fixture, 3.3, 2));
  g_assert_cmpint (fixture->gesture.phase, ==, TW_GESTURE_ACTIVE);
  /* once it is a drag, it stays one, also where it began */
  g_assert_true (move (fixture, 3, 2));
  g_assert_cmpint (fixture->gesture.phase, ==, TW_GESTURE_ACTIVE);
  g_assert_true (tw_board_gesture_is_void (&fixture->gesture));
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  static const struct {
    double hour;
    int person;
    gboolean lock;
    int shift_min, shift_persons;
  } cases[] = {
    { 4, 2, FALSE, 60, 0 },        { 4.1, 3, FALSE, 60, 1 },
    { 4.2, 0, FALSE, 75, -2 },     { 0, 2, FALSE, -120, 0 },
    { 200, 5, FALSE, 66 * 60, 3 }, /* ends of the line of time */
    { 3, 99, FALSE, 0, 7 },        { 3.05, 4, FALSE, 0, 2 },
    { 6, 3, TRUE, 180, 0 }, /* 120 px across against 28 px down */
    { 4, 7, TRUE, 0, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwGesturePoint at = point (cases[i].hour, cases[i].person);
      gint64 shift_us = cases[i].shift_min * M;

      at.lock = cases[i].lock;
      press (fixture, TW_GESTURE_MOVE, 3, 2);
      tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
      g_assert_true (tw_board_gesture_motion (&fixture->gesture, &fixture->bounds, &at));
      assert_bar (fixture, 0, 2 + cases[i].shift_persons, T0 + 2 * H + shift_us,
                  T0 + 6 * H + shift_us);
    }
}

/* A bar off the grid keeps its minutes until it moves in time, and then stands on it. */
static void
test_off_grid (Fixture *fixture, gconstpointer data)
{
  press (fixture, TW_GESTURE_MOVE, 3, 2);
  tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H + 7 * M, T0 + 6 * H + 7 * M);
  g_assert_true (move (fixture, 3, 4));
  assert_bar (fixture, 0, 4, T0 + 2 * H + 7 * M, T0 + 6 * H + 7 * M);
  g_assert_true (move (fixture, 3.25, 4));
  assert_bar (fixture, 0, 4, T0 + 2 * H + 15 * M, T0 + 6 * H + 15 * M);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  press (fixture, TW_GESTURE_MOVE, 3, 2);
  tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
  tw_board_gesture_add_bar (&fixture->gesture, "b", 8, T0 + 1 * H, T0 + 3 * H);
  g_assert_true (move (fixture, 4, 7));
  assert_bar (fixture, 0, 3, T0 + 3 * H, T0 + 7 * H); /* one down is all there is for b */
  assert_bar (fixture, 1, 9, T0 + 2 * H, T0 + 4 * H);
  g_assert_true (move (fixture, 0, 2));
  assert_bar (fixture, 0, 2, T0 + 1 * H, T0 + 5 * H);
  assert_bar (fixture, 1, 8, T0, T0 + 2 * H);
  g_assert_cmpuint (tw_board_gesture_get_n (&fixture->gesture), ==, 2);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  TwGesturePoint at = point (5, 2);

  press (fixture, TW_GESTURE_MOVE, 3, 2);
  tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
  at.copy = TRUE;
  g_assert_true (tw_board_gesture_motion (&fixture->gesture, &fixture->bounds, &at));
  g_assert_true (fixture->gesture.copy);
  at.copy = FALSE; /* Ctrl was let go while the pointer rests */
  g_assert_true (tw_board_gesture_motion (&fixture->gesture, &fixture->bounds, &at));
  g_assert_false (fixture->gesture.copy);
  g_assert_false (tw_board_gesture_motion (&fixture->gesture, &fixture->bounds, &at));
}

static void
test_resize (Fixture *fixture, gconstpointer data)
{
  static const struct {
    TwGestureKind kind;
    double from, to;
    int begin_min, end_min; /* of a bar from 02:00 to 06:00 after T0 */
  } cases[] = {
    { TW_GESTURE_BEGIN, 2, 3, 180, 360 },    { TW_GESTURE_BEGIN, 2, 0.5, 30, 360 },
    { TW_GESTURE_BEGIN, 2, -9, 0, 360 },     { TW_GESTURE_BEGIN, 2, 9, 345, 360 },
    { TW_GESTURE_END, 6, 7.1, 120, 420 },    { TW_GESTURE_END, 6, 0, 120, 135 },
    { TW_GESTURE_END, 6, 99, 120, 72 * 60 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      press (fixture, cases[i].kind, cases[i].from, 2);
      tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
      g_assert_true (move (fixture, cases[i].to, 7));
      assert_bar (fixture, 0, 2, T0 + cases[i].begin_min * M, T0 + cases[i].end_min * M);
    }
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  static const struct {
    double press, at;
    int begin_min, end_min;
  } cases[] = {
    { 3, 5, 180, 300 },
    { 5, 3, 180, 300 },
    { 3.1, 3.35, 180, 195 },
    { 0.1, -3, 0, 15 },
    { 71.95, 80, 72 * 60 - 15, 72 * 60 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      press (fixture, TW_GESTURE_CREATE, cases[i].press, 4);
      g_assert_true (move (fixture, cases[i].at, 6));
      assert_bar (fixture, 0, 4, T0 + cases[i].begin_min * M, T0 + cases[i].end_min * M);
      g_assert_false (tw_board_gesture_is_void (&fixture->gesture));
    }
}

/* F13: the same by steps. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  TwBoardGesture *gesture = &fixture->gesture;
  const TwGestureBounds *bounds = &fixture->bounds;

  tw_board_gesture_add_bar (gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
  tw_board_gesture_pick_up (gesture, FALSE);
  g_assert_true (tw_board_gesture_is_void (gesture));
  g_assert_true (tw_board_gesture_step (gesture, bounds, 15 * M, 0));
  g_assert_true (tw_board_gesture_step (gesture, bounds, 0, 1));
  assert_bar (fixture, 0, 3, T0 + 2 * H + 15 * M, T0 + 6 * H + 15 * M);
  g_assert_true (tw_board_gesture_step_edge (gesture, bounds, TW_GESTURE_END, H));
  g_assert_true (tw_board_gesture_step_edge (gesture, bounds, TW_GESTURE_BEGIN, -15 * M));
  assert_bar (fixture, 0, 3, T0 + 2 * H, T0 + 7 * H + 15 * M);
  g_assert_true (tw_board_gesture_step (gesture, bounds, -15 * M, 0));
  assert_bar (fixture, 0, 3, T0 + 105 * M, T0 + 7 * H);
  g_assert_false (tw_board_gesture_is_void (gesture));
  for (int i = 0; i < 20; i++)
    tw_board_gesture_step (gesture, bounds, 0, 1);
  g_assert_false (tw_board_gesture_step (gesture, bounds, 0, 1));
  assert_bar (fixture, 0, 9, T0 + 105 * M, T0 + 7 * H);
}

/* Several bars cannot be resized at once: nothing of what they did before gets lost. */
static void
test_keys_many (Fixture *fixture, gconstpointer data)
{
  tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
  tw_board_gesture_add_bar (&fixture->gesture, "b", 3, T0 + 2 * H, T0 + 6 * H);
  tw_board_gesture_pick_up (&fixture->gesture, FALSE);
  tw_board_gesture_step (&fixture->gesture, &fixture->bounds, H, 0);
  g_assert_false (
      tw_board_gesture_step_edge (&fixture->gesture, &fixture->bounds, TW_GESTURE_END, H));
  assert_bar (fixture, 1, 3, T0 + 3 * H, T0 + 7 * H);
}

/* The bar changes elsewhere while it is being dragged: the shift goes on from there. */
static void
test_rebase (Fixture *fixture, gconstpointer data)
{
  press (fixture, TW_GESTURE_MOVE, 3, 2);
  tw_board_gesture_add_bar (&fixture->gesture, "a", 2, T0 + 2 * H, T0 + 6 * H);
  g_assert_true (move (fixture, 5, 2));
  tw_board_gesture_rebase (&fixture->gesture, 0, 2, T0 + 3 * H, T0 + 6 * H, &fixture->bounds);
  assert_bar (fixture, 0, 2, T0 + 5 * H, T0 + 8 * H);
}

/* --- colours ---------------------------------------------------------------------------------- */

/* F79: text on a bar has at least 4.5:1, whatever colour the bar is. */
static void
test_contrast (void)
{
  TwBoardLook looks[] = { { FALSE, FALSE, NULL, 0 },
                          { TRUE, FALSE, NULL, 0 },
                          { TRUE, TRUE, NULL, 0 } };

  for (guint32 rgb = 0; rgb <= 0xffffff; rgb += 0x030507)
    g_assert_cmpfloat (tw_board_contrast (rgb, tw_board_ink (rgb)), >=, 4.5);
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    for (guint color = 0; color < 20; color++)
      {
        guint32 fill = tw_board_fill (&looks[i], tw_board_segment_color (&looks[i], color));

        g_assert_cmpfloat (tw_board_contrast (fill, tw_board_ink (fill)), >=, 4.5);
      }
  g_assert_cmpfloat_with_epsilon (tw_board_contrast (0, 0xffffff), 21, 1e-6);
}

static void
test_fit_text (void)
{
  g_autoptr (PangoFontMap) map = pango_cairo_font_map_new ();
  PangoContext *pango = pango_font_map_create_context (map);
  gboolean was_dropped = FALSE;

  for (double width = 4; width < 200; width++)
    {
      g_autoptr (PangoLayout) layout = tw_board_fit_text (pango, "metro exit A", 9, width);
      int natural;

      if (layout == NULL)
        {
          was_dropped = TRUE;
          continue;
        }
      pango_layout_get_pixel_size (layout, &natural, NULL);
      g_assert_cmpfloat (natural, <=, width + 1);
      g_assert_cmpint (pango_layout_get_character_count (layout), ==, 12);
    }
  g_assert_true (was_dropped);
  g_object_unref (pango);
}

/* --- model ------------------------------------------------------------------------------------ */

static TwBoardBar *
make_bar (const char *id, guint row, double from, double to)
{
  TwBoardBar *bar = tw_board_bar_new ();

  bar->id = g_strdup (id);
  bar->row = row;
  bar->from_us = T0 + (gint64) (from * (double) H);
  bar->to_us = T0 + (gint64) (to * (double) H);
  bar->label = g_strdup ("hall");
  return bar;
}

static void
test_model (void)
{
  g_autoptr (TwBoardModel) model = tw_board_model_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);
  GPtrArray *of_row;

  for (int i = 0; i < 2; i++)
    {
      TwBoardRow *row = g_new0 (TwBoardRow, 1);

      row->id = g_strdup_printf ("person:%d", i);
      g_ptr_array_add (rows, row);
    }
  g_ptr_array_add (bars, make_bar ("late", 1, 8, 9));
  g_ptr_array_add (bars, make_bar ("early", 1, 2, 5));
  g_ptr_array_add (bars, make_bar ("nowhere", 7, 2, 5)); /* of no row */
  g_ptr_array_add (bars, make_bar ("void", 0, 5, 5));    /* of no length */
  tw_board_model_set (model, rows, bars);
  of_row = tw_board_model_get_bars (model, 1);
  g_assert_cmpuint (of_row->len, ==, 2);
  g_assert_cmpstr (((TwBoardBar *) g_ptr_array_index (of_row, 0))->id, ==, "early");
  g_assert_cmpuint (tw_board_model_get_bars (model, 0)->len, ==, 0);
  g_assert_null (tw_board_model_find_bar (model, "nowhere"));
  g_assert_null (tw_board_model_find_bar (model, "void"));
  g_assert_nonnull (tw_board_model_find_bar (model, "late"));
  g_assert_cmpint (tw_board_model_find_row (model, "person:1"), ==, 1);
  g_assert_cmpint (tw_board_model_find_row (model, "person:9"), ==, -1);
}

static void
test_bar_equal (void)
{
  g_autoptr (TwBoardBar) a = make_bar ("a", 1, 2, 3), b = make_bar ("a", 1, 2, 3);

  g_assert_true (tw_board_bar_equal (a, b));
  b->flags = TW_BAR_RED;
  g_assert_false (tw_board_bar_equal (a, b));
  b->flags = 0;
  b->n_segments = 1;
  b->segments = g_new0 (TwBarSegment, 1);
  g_assert_false (tw_board_bar_equal (a, b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/board/geometry/view", test_view);
  g_test_add_func ("/board/geometry/lines-in-sight", test_lines_in_sight);
  g_test_add_func ("/board/geometry/clamp", test_clamp);
  g_test_add_func ("/board/geometry/zoom", test_zoom);
  g_test_add_func ("/board/geometry/reveal", test_reveal);
  g_test_add_func ("/board/geometry/snap", test_snap);
  g_test_add_func ("/board/geometry/ticks", test_ticks);
  g_test_add_func ("/board/geometry/hit", test_hit);
  g_test_add_func ("/board/geometry/edge-speed", test_edge_speed);
  g_test_add_func ("/board/geometry/band", test_band);
  g_test_add_func ("/board/geometry/lanes", test_lanes);
  g_test_add_func ("/board/geometry/rows", test_rows);
  g_test_add ("/board/gesture/click", Fixture, NULL, set_up, test_click, tear_down);
  g_test_add ("/board/gesture/move", Fixture, NULL, set_up, test_move, tear_down);
  g_test_add ("/board/gesture/off-grid", Fixture, NULL, set_up, test_off_grid, tear_down);
  g_test_add ("/board/gesture/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/board/gesture/copy", Fixture, NULL, set_up, test_copy, tear_down);
  g_test_add ("/board/gesture/resize", Fixture, NULL, set_up, test_resize, tear_down);
  g_test_add ("/board/gesture/create", Fixture, NULL, set_up, test_create, tear_down);
  g_test_add ("/board/gesture/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/board/gesture/keys-many", Fixture, NULL, set_up, test_keys_many, tear_down);
  g_test_add ("/board/gesture/rebase", Fixture, NULL, set_up, test_rebase, tear_down);
  g_test_add_func ("/board/paint/contrast", test_contrast);
  g_test_add_func ("/board/paint/fit-text", test_fit_text);
  g_test_add_func ("/board/model/indexes", test_model);
  g_test_add_func ("/board/model/equal", test_bar_equal);
  return g_test_run ();
}
