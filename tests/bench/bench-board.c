// SPDX-License-Identifier: Apache-2.0
/*
 * What a frame of the board costs at 1280x800 on the cairo renderer, with 900 people, 72 hours and
 * a thousand shifts. CPU time of the whole process by getrusage, not wall clock: the machine may be
 * shared.
 *
 * bench-board DIR writes pictures of the same board there instead.
 */
#include "tw-uitest.h"

#include "desk/board/tw-board.h"

#include "base/tw-rng.h"
#include "base/tw-time.h"

#include <adwaita.h>

/* 2026-11-24T06:00+08:00, a Tuesday. */
#define FROM_US G_GINT64_CONSTANT (1795471200000000)
#define N_PEOPLE 900
#define N_SHIFTS 1000
#define N_FRAMES 200

typedef struct {
  TwBoard *board;
  TwBoardModel *model;
  GtkWidget *window;
  GTimeZone *zone;
} Bench;

static const struct {
  const char *name;
  guint n;
} pools[] = {
  { "社区工作者", 182 }, { "物业员工", 240 }, { "志愿者", 318 }, { "灵活就业人员", 160 }
};

static const char *const surnames[] = {
  "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"
};
static const char *const names[] = { "秀兰", "建国", "丽华", "志强", "敏",
                                     "桂英", "海燕", "涛",   "玉梅" };
static const char *const posts[] = { "地铁A口", "便民大厅", "银发守护", "幼儿园", "巡查", "陪诊" };

static void
add_row (GPtrArray *rows, guint pool, TwRng *rng)
{
  TwBoardRow *row = g_new0 (TwBoardRow, 1);

  row->id = g_strdup_printf ("person:%u", rows->len);
  row->title = g_strconcat (surnames[tw_rng_below (rng, G_N_ELEMENTS (surnames))],
                            names[tw_rng_below (rng, G_N_ELEMENTS (names))], NULL);
  row->detail = g_strdup_printf ("%u h / 44 h", 16 + (guint) tw_rng_below (rng, 30));
  row->pool = pool;
  row->severity = rows->len % 17 == 0 ? 0 : rows->len % 11 == 0 ? 1 : -1;
  g_ptr_array_add (rows, row);
}

static GPtrArray *
make_rows (void)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  TwRng rng;

  tw_rng_init (&rng, 1);
  for (guint pool = 0; pool < G_N_ELEMENTS (pools); pool++)
    {
      TwBoardRow *group = g_new0 (TwBoardRow, 1);

      group->id = g_strdup_printf ("pool:%u", pool);
      group->title = g_strdup_printf ("%s (%u)", pools[pool].name, pools[pool].n);
      group->pool = 4;
      group->group = TRUE;
      group->severity = -1;
      g_ptr_array_add (rows, group);
      for (guint i = 0; i < pools[pool].n; i++)
        add_row (rows, pool, &rng);
    }
  return rows;
}

static void
add_segment (GArray *segments, TwSegmentKind kind, gint64 *at_us, int minutes, guint color)
{
  TwBarSegment segment = { kind, *at_us, *at_us + minutes * TW_US_PER_MIN, color,
                           kind == TW_SEGMENT_WORK ? g_strdup (posts[color % 6]) : NULL };

  *at_us = segment.to_us;
  g_array_append_val (segments, segment);
}

static TwBoardBar *
make_bar (guint i, guint row, TwRng *rng)
{
  TwBoardBar *bar = tw_board_bar_new ();
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (TwBarSegment));
  gint64 at_us =
      FROM_US + (gint64) (i % 3) * TW_US_PER_DAY + (gint64) tw_rng_below (rng, 40) * TW_US_PER_SLOT;
  guint first = 1 + (guint) tw_rng_below (rng, 6);

  bar->id = g_strdup_printf ("shift:%u", i);
  bar->row = row;
  bar->from_us = at_us;
  add_segment (segments, TW_SEGMENT_WORK, &at_us, 60 + 15 * (int) tw_rng_below (rng, 14), first);
  if (i % 3 == 0)
    {
      add_segment (segments, TW_SEGMENT_WAY, &at_us, 15, 0);
      add_segment (segments, TW_SEGMENT_WORK, &at_us, 120, 1 + first % 6);
    }
  if (i % 5 == 0)
    {
      add_segment (segments, TW_SEGMENT_BREAK, &at_us, 30, 0);
      add_segment (segments, TW_SEGMENT_WORK, &at_us, 120, first);
    }
  bar->to_us = at_us;
  bar->n_segments = segments->len;
  bar->segments = (TwBarSegment *) (void *) g_array_steal (segments, NULL);
  bar->label = g_strdup (posts[first % 6]);
  bar->spoken = g_strdup_printf ("shift %u", i);
  bar->flags = (i % 2 ? TW_BAR_DRAFT : 0) | (i % 7 == 0 ? TW_BAR_PINNED : 0)
               | (i % 19 == 0   ? TW_BAR_RED
                  : i % 13 == 0 ? TW_BAR_YELLOW
                                : 0)
               | (i % 23 == 0 ? TW_BAR_OVERRIDDEN : 0) | (i % 29 == 0 ? TW_BAR_GHOSTED : 0);
  return bar;
}

static GPtrArray *
make_bars (GPtrArray *rows)
{
  GPtrArray *bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);
  TwRng rng;

  tw_rng_init (&rng, 2);
  for (guint i = 0; i < N_SHIFTS; i++)
    {
      guint row = (i * 7) % rows->len;

      while (((TwBoardRow *) g_ptr_array_index (rows, row))->group)
        row++;
      g_ptr_array_add (bars, make_bar (i, row, &rng));
    }
  return bars;
}

static void
preview (const TwBoardMove *moves, guint n, TwBoardGhost *ret, gpointer data)
{
  ret->text = g_strdup ("+3 缺岗, -40 min 步行");
  ret->severity = 0;
  ret->warning = g_strdup ("两班之间休息不足 11 h");
}

static gboolean
drop (const TwBoardMove *moves, guint n, GStrv *ret_ids, gpointer data)
{
  return FALSE;
}

static void
set_up (Bench *bench)
{
  static const TwBoardHost host = { .preview = preview, .drop = drop };
  g_autoptr (GPtrArray) rows = make_rows ();
  g_autoptr (GPtrArray) bars = make_bars (rows);
  TwBoardDay days[] = {
    { FROM_US - 6 * TW_US_PER_HOUR, FROM_US + 18 * TW_US_PER_HOUR, "草稿, 3 个冲突", 0 },
    { FROM_US + 18 * TW_US_PER_HOUR, FROM_US + 42 * TW_US_PER_HOUR, "已发布", -1 }
  };
  TwBoardDay windows[] = {
    { FROM_US + TW_US_PER_HOUR, FROM_US + 3 * TW_US_PER_HOUR, "潮汐 07–09: 43 %", -1 },
    { FROM_US + 5 * TW_US_PER_HOUR, FROM_US + 7 * TW_US_PER_HOUR, "潮汐 11–13: 52 %", 1 }
  };

  bench->zone = tw_zone_new (NULL, NULL);
  bench->model = tw_board_model_new ();
  tw_board_model_set (bench->model, rows, bars);
  bench->board = TW_BOARD (tw_board_new ());
  tw_board_set_range (bench->board, FROM_US, FROM_US + 72 * TW_US_PER_HOUR, bench->zone);
  tw_board_set_now (bench->board, FROM_US + 100 * TW_US_PER_MIN);
  tw_board_set_host (bench->board, &host, NULL);
  tw_board_set_days (bench->board, days, G_N_ELEMENTS (days));
  tw_board_set_windows (bench->board, windows, G_N_ELEMENTS (windows));
  tw_board_set_model (bench->board, bench->model);
  bench->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (bench->window), GTK_WIDGET (bench->board));
  tw_uitest_show (GTK_WINDOW (bench->window), 1280, 800);
  tw_uitest_pump_ms (200);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
down_cb (guint frame, gpointer data)
{
  tw_board_scroll_to (data, FROM_US, (int) (frame * 4 % 880));
}

static void
across_cb (guint frame, gpointer data)
{
  tw_board_scroll_to (data, FROM_US + (gint64) (frame % 160) * 15 * TW_US_PER_MIN, 40);
}

static void
zoom_cb (guint frame, gpointer data)
{
  tw_board_set_zoom (data, 6 + frame % 40);
}

static void
drag_cb (guint frame, gpointer data)
{
  tw_uitest_move (data, 400 + (int) (frame * 13 % 500), 200 + (int) (frame * 7 % 400));
}

static void
measure (Bench *bench, const char *name, void (*step) (guint, gpointer), const char *goal)
{
  g_print ("bench board-%s: %.2f ms CPU/frame (goal %s)\n", name,
           tw_uitest_cpu_per_frame_ms (GTK_WIDGET (bench->board), N_FRAMES, step, bench->board),
           goal);
}

static void
pick_something_up (Bench *bench)
{
  tw_board_scroll_to (bench->board, FROM_US, 0);
  tw_board_show_bar (bench->board, "shift:3");
  tw_uitest_pump_ms (50);
  tw_uitest_key (GDK_KEY_space, 0);
}

static void
run (Bench *bench)
{
  measure (bench, "still", NULL, "< 8");
  measure (bench, "down-24h", down_cb, "< 8");
  measure (bench, "across-24h", across_cb, "< 8");
  tw_board_set_zoom (bench->board, 72);
  measure (bench, "down-72h", down_cb, "< 8");
  tw_board_set_zoom (bench->board, 6);
  measure (bench, "across-6h", across_cb, "< 8");
  measure (bench, "zoom", zoom_cb, "< 16");
  tw_board_set_zoom (bench->board, 24);
  tw_board_scroll_to (bench->board, FROM_US, 0);
  tw_uitest_pump_ms (50);
  tw_uitest_move (GTK_WIDGET (bench->board), 400, 300);
  tw_uitest_press (1);
  measure (bench, "drag", drag_cb, "< 8");
  tw_uitest_release (1);
}

static void
shots (Bench *bench, const char *dir)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  static const int zooms[] = { 24, 6, 72 };

  for (guint i = 0; i < 2; i++)
    for (guint z = 0; z < G_N_ELEMENTS (zooms); z++)
      {
        g_autofree char *path =
            g_strdup_printf ("%s/board-%s-%d.png", dir, i ? "dark" : "light", zooms[z]);

        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i]);
        tw_board_set_zoom (bench->board, zooms[z]);
        tw_board_scroll_to (bench->board, FROM_US, 0);
        tw_uitest_pump_ms (100);
        if (z == 0)
          pick_something_up (bench);
        tw_uitest_pump_ms (100);
        tw_uitest_shot_png (bench->window, path);
        if (z == 0)
          tw_uitest_key (GDK_KEY_Escape, 0);
      }
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/cn/tidewatch/Tidewatch/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* With text at 200 %, and several bars under the pointer. */
static void
more_shots (Bench *bench, const char *dir)
{
  static const char *const ids[] = { "shift:3", "shift:6", "shift:9", NULL };
  g_autofree char *large = g_strdup_printf ("%s/board-200.png", dir);
  g_autofree char *dragged = g_strdup_printf ("%s/board-drag.png", dir);
  g_autofree char *pools_png = g_strdup_printf ("%s/board-pools.png", dir);
  graphene_rect_t bounds;
  GtkWidget *bar;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
  tw_board_set_zoom (bench->board, 24);
  tw_board_show_bar (bench->board, "shift:3");
  tw_board_select (bench->board, ids);
  tw_uitest_pump_ms (100);
  bar = gtk_window_get_focus (GTK_WINDOW (bench->window));
  g_assert_true (gtk_widget_compute_bounds (bar, GTK_WIDGET (bench->board), &bounds));
  tw_uitest_move (GTK_WIDGET (bench->board), bounds.origin.x + 30, bounds.origin.y + 10);
  tw_uitest_press (1);
  tw_uitest_move (GTK_WIDGET (bench->board), bounds.origin.x + 130, bounds.origin.y - 40);
  tw_uitest_move (GTK_WIDGET (bench->board), bounds.origin.x + 230, bounds.origin.y - 70);
  tw_uitest_pump_ms (100);
  tw_uitest_shot_png (bench->window, dragged);
  tw_uitest_key (GDK_KEY_Escape, 0);
  tw_uitest_release (1);
  tw_board_set_zoom (bench->board, 12);
  tw_board_scroll_to (bench->board, FROM_US + 26 * TW_US_PER_HOUR, 736);
  tw_uitest_pump_ms (200);
  tw_uitest_shot_png (bench->window, pools_png);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 192 * 1024, NULL);
  tw_uitest_pump_ms (200);
  tw_uitest_shot_png (bench->window, large);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  tw_uitest_init (&argc, &argv);
  load_style ();
  set_up (&bench);
  if (argc > 1)
    {
      shots (&bench, argv[1]);
      more_shots (&bench, argv[1]);
    }
  else
    run (&bench);
  tw_uitest_close (GTK_WINDOW (bench.window));
  g_object_unref (bench.model);
  g_time_zone_unref (bench.zone);
  return 0;
}
