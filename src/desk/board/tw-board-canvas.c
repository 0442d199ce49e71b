// SPDX-License-Identifier: Apache-2.0
/*
 * The canvas: ground (days, hours, windows, lines between rows) and bars. Only bars in sight have a
 * widget; widgets are lent out and given back, never destroyed while the board lives. They stand
 * among the canvas's children in the order of rows and times, since that is the order in which a
 * screen reader meets them.
 *
 * A widget keeps its place in the content and is moved as a whole when the view scrolls.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include "desk/chart/tw-chart-host.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TW_TYPE_BOARD_CANVAS (tw_board_canvas_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardCanvas, tw_board_canvas, TW, BOARD_CANVAS, GtkWidget)

struct _TwBoardCanvas {
  GtkWidget parent_instance;
  TwBoard *board;
};

G_DEFINE_FINAL_TYPE (TwBoardCanvas, tw_board_canvas, GTK_TYPE_WIDGET)

#define GAP_PX 3       /* above and below a bar in its row */
#define EDGED_PX 24    /* windows from there on have edges */
#define LEAST_PX 6     /* a bar is at least that wide */
#define HOUR_GAP_PX 36 /* between two lines of hours */

/* --- bars ------------------------------------------------------------------------------------- */

static void
lane_place (TwBoard *self, const TwBoardBar *bar, const TwBoardLane *lane, guint line,
            graphene_rect_t *ret_place)
{
  const TwBoardView *view = &self->view;
  double x0 = tw_board_view_content_x (view, bar->from_us),
         x1 = tw_board_view_content_x (view, bar->to_us), room = view->row_px - 2 * GAP_PX,
         height = floor (room / MAX (1, lane->n_lanes)),
         y = line * view->row_px + GAP_PX + lane->lane * height;

  if (lane->n_lanes > 1)
    height -= 1;
  graphene_rect_init (ret_place, (float) x0, (float) y, (float) MAX (LEAST_PX, x1 - x0),
                      (float) height);
}

static GArray *
list_lanes (TwBoard *self, guint row)
{
  GPtrArray *bars = tw_board_model_get_bars (self->model, row);
  GArray *lanes = g_array_sized_new (FALSE, FALSE, sizeof (TwBoardLane), bars->len);

  for (guint i = 0; i < bars->len; i++)
    {
      const TwBoardBar *bar = g_ptr_array_index (bars, i);
      TwBoardLane lane = { .from_us = bar->from_us, .to_us = bar->to_us };

      g_array_append_val (lanes, lane);
    }
  tw_board_assign_lanes ((TwBoardLane *) (void *) lanes->data, lanes->len);
  return lanes;
}

void
tw_board_bar_place (TwBoard *self, const TwBoardBar *bar, graphene_rect_t *ret_place)
{
  g_autoptr (GArray) lanes = list_lanes (self, bar->row);
  GPtrArray *bars = tw_board_model_get_bars (self->model, bar->row);

  for (guint i = 0; i < bars->len; i++)
    if (g_ptr_array_index (bars, i) == bar)
      lane_place (self, bar, &g_array_index (lanes, TwBoardLane, i),
                  (guint) MAX (0, self->lines.line_of_row[bar->row]), ret_place);
}

TwBoardBarWidget *
tw_board_find_widget (TwBoard *self, const char *bar_id)
{
  return bar_id == NULL ? NULL : g_hash_table_lookup (self->bars, bar_id);
}

static GtkWidget *
lend_widget (TwBoard *self, const char *bar_id)
{
  GtkWidget *widget;

  if (self->spare->len > 0)
    {
      widget = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
      gtk_widget_set_visible (widget, TRUE);
    }
  else
    {
      widget = tw_board_bar_widget_new ();
      gtk_widget_set_parent (widget, self->canvas);
    }
  g_hash_table_insert (self->bars, g_strdup (bar_id), widget);
  return widget;
}

static void
set_state (TwBoard *self, GtkWidget *widget, const char *bar_id)
{
  gboolean taken = tw_board_ghost_has_taken (self, bar_id);
  gboolean selected = tw_board_is_selected (self, bar_id),
           was = (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_SELECTED) != 0;

  if (taken != gtk_widget_has_css_class (widget, "taken"))
    (taken ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (widget, "taken");
  if (selected == was)
    return;
  if (selected)
    gtk_widget_set_state_flags (widget, GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (widget, GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_SELECTED, selected,
                               -1);
}

/* Puts the widget of a bar in order after @after; returns it. */
static GtkWidget *
show_bar (TwBoard *self, TwBoardBar *bar, const graphene_rect_t *place, guint pool,
          GtkWidget *after)
{
  GtkWidget *widget = g_hash_table_lookup (self->bars, bar->id);
  TwBoardBarWidget *it;
  graphene_rect_t old;

  if (widget == NULL)
    widget = lend_widget (self, bar->id);
  it = TW_BOARD_BAR_WIDGET (widget);
  old = *tw_board_bar_widget_get_place (it);
  tw_board_bar_widget_set (it, bar, pool, &self->look);
  tw_board_bar_widget_place (it, place);
  tw_board_bar_widget_hide_left (it, self->view.scroll_x - place->origin.x);
  tw_board_bar_widget_mark (it, self->round);
  if (!graphene_rect_equal (&old, place))
    gtk_widget_queue_allocate (self->canvas);
  set_state (self, widget, bar->id);
  if (gtk_widget_get_prev_sibling (widget) != after)
    gtk_widget_insert_after (widget, self->canvas, after);
  return widget;
}

/* A bar that has the focus keeps its widget out of sight too. */
static gboolean
must_stay (TwBoard *self, const TwBoardBar *bar, GtkWidget *focus)
{
  TwBoardBarWidget *widget = tw_board_find_widget (self, bar->id);

  return widget != NULL && GTK_WIDGET (widget) == focus;
}

static GtkWidget *
sync_row (TwBoard *self, guint line, gint64 from_us, gint64 to_us, GtkWidget *after)
{
  guint row = self->lines.row_of_line[line];
  GPtrArray *bars = tw_board_model_get_bars (self->model, row);
  guint pool = tw_board_model_get_row (self->model, row)->pool;
  g_autoptr (GArray) lanes = NULL;

  if (bars->len == 0)
    return after;
  lanes = list_lanes (self, row);
  for (guint i = 0; i < bars->len; i++)
    {
      TwBoardBar *bar = g_ptr_array_index (bars, i);
      graphene_rect_t place;

      if (bar->to_us <= from_us || bar->from_us >= to_us)
        continue;
      lane_place (self, bar, &g_array_index (lanes, TwBoardLane, i), line, &place);
      after = show_bar (self, bar, &place, pool, after);
    }
  return after;
}

static void
keep_one (TwBoard *self, TwBoardBar *bar)
{
  graphene_rect_t place;

  tw_board_bar_place (self, bar, &place);
  show_bar (self, bar, &place, tw_board_model_get_row (self->model, bar->row)->pool,
            gtk_widget_get_last_child (self->canvas));
}

/* Those without a place in sight: kept where they must stay, else given back. */
static void
give_back (TwBoard *self)
{
  GtkWidget *focus = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GHashTableIter iter;
  gpointer id, widget;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  if (root != NULL)
    focus = gtk_root_get_focus (root);
  g_hash_table_iter_init (&iter, self->bars);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    {
      TwBoardBar *bar;

      if (tw_board_bar_widget_get_mark (widget) == self->round)
        continue;
      bar = self->model == NULL ? NULL : tw_board_model_find_bar (self->model, id);
      if (bar != NULL && self->lines.line_of_row[bar->row] >= 0 && must_stay (self, bar, focus))
        {
          g_ptr_array_add (kept, bar);
          continue;
        }
      if (widget == focus)
        gtk_widget_grab_focus (self->canvas);
      gtk_widget_remove_css_class (widget, "taken");
      gtk_widget_set_visible (widget, FALSE);
      g_ptr_array_add (self->spare, widget);
      g_hash_table_iter_remove (&iter);
    }
  for (guint i = 0; i < kept->len; i++)
    keep_one (self, g_ptr_array_index (kept, i));
}

void
tw_board_sync_bars (TwBoard *self)
{
  guint first = 0, end = 0;
  gint64 from_us, to_us;
  GtkWidget *after = NULL;

  self->round++;
  tw_board_get_view (self, &from_us, &to_us);
  if (self->model != NULL && self->is_placed)
    tw_board_view_lines (&self->view, &first, &end);
  for (guint line = first; line < end; line++)
    after = sync_row (self, line, from_us, to_us, after);
  give_back (self);
}

void
tw_board_repaint (TwBoard *self)
{
  GHashTableIter iter;
  gpointer widget;

  g_hash_table_iter_init (&iter, self->bars);
  while (g_hash_table_iter_next (&iter, NULL, &widget))
    tw_board_bar_widget_repaint (widget);
}

/* The topmost, that is the last painted. */
TwBoardBar *
tw_board_pick (TwBoard *self, double x, double y, TwBoardHit *ret_hit)
{
  int line = tw_board_view_to_line (&self->view, y);
  double across = x + self->view.scroll_x, down = y + self->view.scroll_y;
  g_autoptr (GArray) lanes = NULL;
  GPtrArray *bars;

  if (self->model == NULL || line < 0)
    return NULL;
  bars = tw_board_model_get_bars (self->model, self->lines.row_of_line[line]);
  lanes = list_lanes (self, self->lines.row_of_line[line]);
  for (guint i = bars->len; i-- > 0;)
    {
      TwBoardBar *bar = g_ptr_array_index (bars, i);
      graphene_rect_t place;
      TwBoardHit hit;

      lane_place (self, bar, &g_array_index (lanes, TwBoardLane, i), (guint) line, &place);
      hit = tw_board_hit (place.origin.x, place.origin.x + place.size.width, across);
      if (hit == TW_BOARD_HIT_NONE || down < place.origin.y
          || down >= place.origin.y + place.size.height)
        continue;
      *ret_hit = hit;
      return bar;
    }
  return NULL;
}

/* --- ground ----------------------------------------------------------------------------------- */

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double width, double height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, color,
                               &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                    (float) height));
}

static GdkRGBA
shade (const TwBoard *self, float alpha)
{
  float channel = self->look.dark ? 1 : 0;

  if (self->look.high_contrast)
    alpha = MIN (1, alpha * 2.5f);
  return (GdkRGBA){ channel, channel, channel, alpha };
}

static double
bottom_px (TwBoard *self)
{
  return MIN (self->view.height, tw_board_view_content_height (&self->view) - self->view.scroll_y);
}

static void
snapshot_spans (TwBoard *self, GtkSnapshot *snapshot)
{
  const TwBoardView *view = &self->view;
  GdkRGBA ground = tw_chart_host_rgba (&tw_chart_host_get_palette ()->accent), line;

  ground.alpha = self->look.dark ? 0.10f : 0.06f;
  line = ground;
  line.alpha = 0.45f;
  for (guint i = 0; i < self->windows->len; i++)
    {
      const TwBoardSpan *span = &g_array_index (self->windows, TwBoardSpan, i);
      double x0 = tw_board_view_to_x (view, span->from_us),
             x1 = tw_board_view_to_x (view, span->to_us);

      if (x1 < 0 || x0 > view->width)
        continue;
      fill (snapshot, &ground, x0, 0, x1 - x0, bottom_px (self));
      if (x1 - x0 < EDGED_PX) /* a week of them would be a fence */
        continue;
      fill (snapshot, &line, x0, 0, 1, bottom_px (self));
      fill (snapshot, &line, x1 - 1, 0, 1, bottom_px (self));
    }
}

/* What is past lies in a faint shade. */
static void
snapshot_past (TwBoard *self, GtkSnapshot *snapshot)
{
  GdkRGBA color = shade (self, 0.035f);
  double x = tw_board_view_to_x (&self->view, self->now_us);

  if (self->now_us > 0 && x > 0)
    fill (snapshot, &color, 0, 0, MIN (x, self->view.width), bottom_px (self));
}

static void
snapshot_rows (TwBoard *self, GtkSnapshot *snapshot)
{
  const TwBoardView *view = &self->view;
  GdkRGBA rule = shade (self, 0.07f), group = shade (self, 0.055f);
  guint first, end;

  tw_board_view_lines (view, &first, &end);
  for (guint line = first; line < end; line++)
    {
      double y = tw_board_view_line_to_y (view, line);

      if (tw_board_lines_is_heading (&self->lines, line))
        fill (snapshot, &group, 0, y, view->width, view->row_px);
      fill (snapshot, &rule, 0, y + view->row_px - 1, view->width, 1);
    }
}

static void
snapshot_hours (TwBoard *self, GtkSnapshot *snapshot)
{
  const TwBoardView *view = &self->view;
  int step_min = tw_board_tick_minutes (view->hour_px, HOUR_GAP_PX);
  GdkRGBA part = shade (self, 0.05f), hour = shade (self, step_min < 60 ? 0.12f : 0.07f),
          day = shade (self, 0.32f);
  gint64 end_us = MIN (view->to_us, tw_board_view_to_time (view, view->width) + 1);
  gint64 t = tw_board_tick_from (MAX (view->from_us, tw_board_view_to_time (view, 0)), step_min,
                                 self->zone);

  while (t < end_us)
    {
      TwLocalTime local;

      tw_time_to_local (t, self->zone, &local);
      fill (snapshot,
            local.minute != 0                    ? &part
            : local.hour == 0 && self->day_lines ? &day
                                                 : &hour,
            tw_board_view_to_x (view, t), 0, 1, bottom_px (self));
      t = tw_board_tick_from (t + TW_US_PER_SLOT, step_min, self->zone);
    }
}

/* Under the bars in full strength, over them so faint that what they say can be read. */
static void
snapshot_now (TwBoard *self, GtkSnapshot *snapshot, float alpha)
{
  GdkRGBA color = tw_chart_host_rgba (&tw_chart_host_get_palette ()->now);
  double x = tw_board_view_to_x (&self->view, self->now_us);

  color.alpha = alpha;
  if (self->now_us > 0 && x >= 0 && x < self->view.width)
    fill (snapshot, &color, x, 0, 2, self->view.height);
}

static void
tw_board_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwBoard *self = TW_BOARD_CANVAS (widget)->board;

  snapshot_spans (self, snapshot);
  snapshot_past (self, snapshot);
  snapshot_rows (self, snapshot);
  snapshot_hours (self, snapshot);
  snapshot_now (self, snapshot, 1);
  GTK_WIDGET_CLASS (tw_board_canvas_parent_class)->snapshot (widget, snapshot);
  snapshot_now (self, snapshot, 0.3f);
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_board_canvas_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwBoard *self = TW_BOARD_CANVAS (widget)->board;
  GHashTableIter iter;
  gpointer bar;

  g_hash_table_iter_init (&iter, self->bars);
  while (g_hash_table_iter_next (&iter, NULL, &bar))
    {
      const graphene_rect_t *place = tw_board_bar_widget_get_place (bar);
      GtkAllocation allocation = { (int) (place->origin.x - self->view.scroll_x),
                                   (int) (place->origin.y - self->view.scroll_y),
                                   (int) place->size.width, (int) place->size.height };

      gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (bar, &allocation, -1);
    }
}

static void
tw_board_canvas_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tw_board_canvas_parent_class)->dispose (object);
}

static void
tw_board_canvas_class_init (TwBoardCanvasClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_canvas_dispose;
  widget->snapshot = tw_board_canvas_snapshot;
  widget->size_allocate = tw_board_canvas_allocate;
  gtk_widget_class_set_css_name (widget, "boardcanvas");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
tw_board_canvas_init (TwBoardCanvas *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE); /* while what had the focus is out of sight */
}

GtkWidget *
tw_board_canvas_new (TwBoard *board)
{
  TwBoardCanvas *self = g_object_new (TW_TYPE_BOARD_CANVAS, NULL);

  self->board = board;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Shifts"), -1);
  return GTK_WIDGET (self);
}
