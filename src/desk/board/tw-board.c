// SPDX-License-Identifier: Apache-2.0
/*
 * The board keeps one TwBoardView: what of the line of time and of the rows is in sight, in pixels.
 * Head, row heads, canvas, ghost and the strips below the board all draw from it, so they cannot
 * disagree. Scrolling changes two numbers of it; with the next frame the bars that came in sight
 * get a widget and those that left it give theirs back (tw-board-canvas.c). A widget keeps its
 * picture while it moves, so a frame of scrolling copies pictures and paints hardly any.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include "desk/chart/tw-chart-host.h"
#include "desk/chart/tw-chart-paint.h"
#include "desk/compat.h"
#include "desk/tw-fit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ROW_PX 28
#define ROWS_PX 220
#define ROWS_SHARE 0.4 /* of the width at most */

G_DEFINE_FINAL_TYPE (TwBoard, tw_board, GTK_TYPE_WIDGET)

enum { SELECTION_CHANGED, VIEW_CHANGED, TIME_CHOSEN, BARS_DROPPED_OUT, N_SIGNALS };
static guint signals[N_SIGNALS];

enum { PROP_0, PROP_SELECTION, PROP_HOUR_PX, PROP_DAY_LINES, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- what is in sight ------------------------------------------------------------------------- */

void
tw_board_sync (TwBoard *self)
{
  tw_board_sync_bars (self);
  tw_board_sync_rows (self);
}

static gboolean
sight_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  TwBoard *self = TW_BOARD (widget);

  self->sight_id = 0;
  tw_board_sync (self);
  if (self->view_due)
    {
      self->view_due = FALSE;
      g_signal_emit (self, signals[VIEW_CHANGED], 0);
    }
  return G_SOURCE_REMOVE;
}

void
tw_board_queue_sync (TwBoard *self)
{
  if (self->sight_id == 0)
    self->sight_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), sight_cb, NULL, NULL);
}

static void
set_adjustments (TwBoard *self)
{
  const TwBoardView *view = &self->view;
  double width = tw_board_view_content_width (view), height = tw_board_view_content_height (view);

  self->scrolling = TRUE;
  gtk_adjustment_configure (self->across, view->scroll_x, 0, width, view->hour_px,
                            view->width * 0.9, view->width);
  gtk_adjustment_configure (self->down, view->scroll_y, 0, MAX (height, view->height), view->row_px,
                            view->height * 0.9, view->height);
  self->scrolling = FALSE;
}

/* The head depends on the time in sight alone. */
static void
redraw_head (TwBoard *self)
{
  const TwBoardView *view = &self->view;

  if (self->drawn.scroll_x != view->scroll_x || self->drawn.hour_px != view->hour_px
      || self->drawn.from_us != view->from_us || self->drawn.to_us != view->to_us
      || self->drawn.width != view->width)
    gtk_widget_queue_draw (self->head);
  self->drawn = *view;
}

static void
redraw_view (TwBoard *self)
{
  redraw_head (self);
  gtk_widget_queue_allocate (self->canvas);
  gtk_widget_queue_allocate (self->rows);
  gtk_widget_queue_draw (self->canvas);
  gtk_widget_queue_allocate (self->ghost);
  self->view_due = TRUE;
  tw_board_queue_sync (self);
}

void
tw_board_scrolled (TwBoard *self)
{
  tw_board_view_clamp (&self->view);
  set_adjustments (self);
  redraw_view (self);
}

static void
adjusted_cb (GtkAdjustment *adjustment, TwBoard *self)
{
  if (self->scrolling)
    return;
  self->view.scroll_x = gtk_adjustment_get_value (self->across);
  self->view.scroll_y = gtk_adjustment_get_value (self->down);
  tw_board_scrolled (self);
}

gboolean
tw_board_reveal (TwBoard *self, gint64 from_us, gint64 to_us, int line)
{
  if (!tw_board_view_reveal (&self->view, from_us, to_us, line))
    return FALSE;
  tw_board_scrolled (self);
  return TRUE;
}

void
tw_board_zoom_at (TwBoard *self, double hours, double x)
{
  double old_px = self->view.hour_px;

  self->zoom_hours = CLAMP (hours, 3, 168);
  tw_board_view_zoom (&self->view, self->zoom_hours, x);
  if (self->view.hour_px == old_px)
    return;
  tw_board_scrolled (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOUR_PX]);
}

void
tw_board_zoom_step (TwBoard *self, int direction, double x)
{
  static const double steps[] = { 6, 12, 24, 72, 168 };
  double hours = self->zoom_hours;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gsize at = direction < 0 ? i : G_N_ELEMENTS (steps) - 1 - i;

      if (direction < 0 ? steps[at] > hours + 1e-6 : steps[at] < hours - 1e-6)
        {
          hours = steps[at];
          break;
        }
    }
  tw_board_zoom_at (self, hours, x);
}

/* --- rows ------------------------------------------------------------------------------------- */

const TwBoardRow *
tw_board_row_of_line (TwBoard *self, guint line)
{
  g_return_val_if_fail (line < self->lines.n_lines, NULL);
  return tw_board_model_get_row (self->model, self->lines.row_of_line[line]);
}

int
tw_board_find_line (TwBoard *self, const char *row_id)
{
  int row = self->model == NULL ? -1 : tw_board_model_find_row (self->model, row_id);

  return row < 0 || (guint) row >= self->lines.n_rows ? -1 : self->lines.line_of_row[row];
}

void
tw_board_fold (TwBoard *self, guint line, gboolean folded)
{
  const TwBoardRow *row = tw_board_row_of_line (self, line);

  if (row->group && row->folded != folded && self->host.fold != NULL)
    self->host.fold (row->id, folded, self->host_data);
}

static void
look_cb (guint row, gboolean *group, gboolean *folded, gpointer data)
{
  const TwBoardRow *it = tw_board_model_get_row (data, row);

  *group = it->group;
  *folded = it->folded;
}

static void
make_lines (TwBoard *self)
{
  tw_board_lines_clear (&self->lines);
  tw_board_lines_init (&self->lines,
                       self->model == NULL ? 0 : tw_board_model_get_n_rows (self->model), look_cb,
                       self->model);
  self->view.n_lines = self->lines.n_lines;
}

/* The row that stood at the top stands there again, wherever it is now. */
static void
rows_changed_cb (TwBoard *self)
{
  double rest = fmod (self->view.scroll_y, MAX (1, self->view.row_px));
  int line;

  make_lines (self);
  line = tw_board_find_line (self, self->top_id);
  if (line >= 0 && self->view.scroll_y > 0)
    self->view.scroll_y = line * self->view.row_px + rest;
  tw_board_prune_selection (self);
  tw_board_rebase (self);
  tw_board_scrolled (self);
  tw_board_sync (self);
}

static void
bars_changed_cb (TwBoard *self)
{
  tw_board_prune_selection (self);
  tw_board_rebase (self);
  tw_board_sync (self);
}

/* --- look ------------------------------------------------------------------------------------- */

static void
look_changed_cb (TwBoard *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->look.dark = adw_style_manager_get_dark (style);
  self->look.high_contrast = adw_style_manager_get_high_contrast (style);
  tw_board_repaint (self);
  tw_board_repaint_rows (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_widget_queue_draw (self->canvas);
  gtk_widget_queue_draw (self->head);
  gtk_widget_queue_draw (self->ghost);
}

static void
take_text_size (TwBoard *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double scale = tw_fit_text_scale (widget), old_px = self->view.row_px;

  self->text_px = tw_chart_line_px (gtk_widget_get_pango_context (widget));
  self->row_px = (int) round (MAX (ROW_PX * scale, self->text_px + 6));
  self->rows_px = (int) round (ROWS_PX * scale);
  self->head_px = tw_board_head_measure (self);
  self->view.row_px = self->row_px;
  if (old_px > 0)
    self->view.scroll_y *= self->view.row_px / old_px;
}

static void
tw_board_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TwBoard *self = TW_BOARD (widget);

  GTK_WIDGET_CLASS (tw_board_parent_class)->css_changed (widget, change);
  if (tw_chart_line_px (gtk_widget_get_pango_context (widget)) == self->text_px)
    return;
  take_text_size (self);
  look_changed_cb (self);
  gtk_widget_queue_resize (widget);
}

/* --- layout ----------------------------------------------------------------------------------- */

static void
tw_board_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  TwBoard *self = TW_BOARD (widget);

  /* All children are asked, as the toolkit wants it; their answer does not matter. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 360;
      *natural = 960;
      return;
    }
  *minimum = self->head_px + 3 * self->row_px;
  *natural = self->head_px + 20 * self->row_px;
}

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, MAX (0, width), MAX (0, height) }, -1);
}

static int
natural_px (GtkWidget *widget, GtkOrientation orientation)
{
  int natural;

  gtk_widget_measure (widget, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* The width shows as many hours as before, from the same time on. */
static void
fit_view (TwBoard *self, int width, int height)
{
  TwBoardView *view = &self->view;
  gint64 left_us = tw_board_view_to_time (view, 0);
  gboolean was_placed = self->is_placed;

  if (view->width == width && view->height == height && was_placed)
    return;
  view->width = width;
  view->height = height;
  self->is_placed = width > 0 && height > 0;
  tw_board_view_zoom (view, self->zoom_hours, 0);
  if (was_placed)
    view->scroll_x = tw_board_view_content_x (view, left_us);
  if (self->is_placed && self->wanted_us != G_MININT64)
    {
      gint64 wanted_us = self->wanted_us;

      self->wanted_us = G_MININT64;
      tw_board_scroll_to (self, wanted_us, self->wanted_row);
    }
  tw_board_view_clamp (view);
  redraw_head (self);
  self->view_due = TRUE;
  tw_board_queue_sync (self);
}

static void
tw_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwBoard *self = TW_BOARD (widget);
  int left = MIN (self->rows_px, (int) (width * ROWS_SHARE)), top = self->head_px;
  int right = natural_px (self->vbar, GTK_ORIENTATION_HORIZONTAL);
  int across = MAX (0, width - left - right), below = 0, down;
  double whole = (double) (self->view.to_us - self->view.from_us) / (double) TW_US_PER_HOUR;

  if (self->zoom_hours < whole)
    below = natural_px (self->hbar, GTK_ORIENTATION_VERTICAL);
  down = MAX (0, height - top - below);
  fit_view (self, across, down);
  set_adjustments (self);
  gtk_widget_set_child_visible (self->hbar, below > 0);
  allocate (self->canvas, left, top, across, down);
  allocate (self->head, 0, 0, width, top);
  allocate (self->rows, 0, top, left, down);
  allocate (self->vbar, left + across, top, right, down);
  if (below > 0)
    allocate (self->hbar, left, top + down, across, below);
  allocate (self->ghost, left, top, across, down);
  allocate (self->announcer, 0, 0, 1, 1);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

int
tw_board_get_head_width (TwBoard *self)
{
  g_return_val_if_fail (TW_IS_BOARD (self), 0);
  return gtk_widget_get_width (self->rows) > 0 ? gtk_widget_get_width (self->rows) : self->rows_px;
}

/* --- words ------------------------------------------------------------------------------------ */

char *
tw_board_format_time (TwBoard *self, gint64 t_us)
{
  return tw_chart_format_time (t_us, self->zone);
}

char *
tw_board_format_duration (gint64 us)
{
  gint64 minutes = us / TW_US_PER_MIN;

  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), (int) minutes);
  if (minutes % 60 == 0)
    return g_strdup_printf (_ ("%d h"), (int) (minutes / 60));
  return g_strdup_printf (_ ("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
}

void
tw_board_announce (TwBoard *self, const char *text)
{
  tw_compat_announce (self->announcer, text);
}

void
tw_board_choose_time (TwBoard *self, gint64 t_us)
{
  g_signal_emit (self, signals[TIME_CHOSEN], 0,
                 CLAMP (t_us, self->view.from_us, self->view.to_us - 1));
}

void
tw_board_say_selection (TwBoard *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTION]);
}

void
tw_board_drop_out (TwBoard *self, const char *const *bar_ids)
{
  g_signal_emit (self, signals[BARS_DROPPED_OUT], 0, bar_ids);
}

/* --- object ----------------------------------------------------------------------------------- */

static void
span_clear (gpointer data)
{
  g_free (((TwBoardSpan *) data)->text);
}

static GArray *
new_spans (const TwBoardDay *days, guint n)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (TwBoardSpan));

  g_array_set_clear_func (spans, span_clear);
  for (guint i = 0; i < n; i++)
    {
      TwBoardSpan span = { days[i].from_us, days[i].to_us, g_strdup (days[i].text),
                           days[i].severity };

      g_array_append_val (spans, span);
    }
  return spans;
}

static void
tw_board_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwBoard *self = TW_BOARD (object);

  switch (id)
    {
    case PROP_SELECTION:
      g_value_take_boxed (value, tw_board_dup_selection (self));
      break;
    case PROP_HOUR_PX:
      g_value_set_double (value, self->view.hour_px);
      break;
    case PROP_DAY_LINES:
      g_value_set_boolean (value, self->day_lines);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_board_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwBoard *self = TW_BOARD (object);

  switch (id)
    {
    case PROP_SELECTION:
      tw_board_select (self, g_value_get_boxed (value));
      break;
    case PROP_HOUR_PX:
      if (g_value_get_double (value) > 0 && self->view.width > 0)
        tw_board_set_zoom (self, self->view.width / g_value_get_double (value));
      break;
    case PROP_DAY_LINES:
      self->day_lines = g_value_get_boolean (value);
      gtk_widget_queue_draw (self->canvas);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_board_dispose (GObject *object)
{
  TwBoard *self = TW_BOARD (object);
  GtkWidget *child;

  tw_board_set_out_target (self, NULL);
  tw_board_finish (self, FALSE);
  self->host = (TwBoardHost){ 0 };
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_hash_table_remove_all (self->bars);
  g_ptr_array_set_size (self->spare, 0);
  self->menu = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tw_board_parent_class)->dispose (object);
}

static void
tw_board_finalize (GObject *object)
{
  TwBoard *self = TW_BOARD (object);

  tw_board_gesture_clear (&self->gesture);
  tw_board_lines_clear (&self->lines);
  g_clear_pointer (&self->brought, tw_board_bar_unref);
  g_hash_table_unref (self->bars);
  g_ptr_array_unref (self->spare);
  g_hash_table_unref (self->selection);
  g_array_unref (self->days);
  g_array_unref (self->windows);
  g_time_zone_unref (self->zone);
  g_free (self->colors);
  g_free (self->anchor_id);
  g_free (self->clicked_id);
  g_free (self->top_id);
  g_free (self->cursor_id);
  g_free (self->cursor_row_id);
  g_strfreev (self->copied);
  g_free (self->answer.text);
  g_free (self->answer.warning);
  g_object_unref (self->across);
  g_object_unref (self->down);
  G_OBJECT_CLASS (tw_board_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[PROP_SELECTION] = g_param_spec_boxed ("selection", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_HOUR_PX] = g_param_spec_double ("hour-px", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  props[PROP_DAY_LINES] = g_param_spec_boolean ("day-lines", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
install_signals (void)
{
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", TW_TYPE_BOARD, G_SIGNAL_RUN_LAST,
                                             0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", TW_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[TIME_CHOSEN] = g_signal_new ("time-chosen", TW_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[BARS_DROPPED_OUT] = g_signal_new ("bars-dropped-out", TW_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
tw_board_class_init (TwBoardClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  object->dispose = tw_board_dispose;
  object->finalize = tw_board_finalize;
  object->get_property = tw_board_get_property;
  object->set_property = tw_board_set_property;
  widget->measure = tw_board_measure;
  widget->size_allocate = tw_board_size_allocate;
  widget->css_changed = tw_board_css_changed;
  widget->focus = tw_board_focus;
  widget->grab_focus = tw_board_grab_focus;
  gtk_widget_class_set_css_name (widget, "board");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_GROUP);
  install_properties (object);
  install_signals ();
  tw_board_install_actions (widget);
}

static GtkWidget *
add_bar (TwBoard *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkWidget *bar = gtk_scrollbar_new (orientation, adjustment);

  gtk_widget_set_parent (bar, GTK_WIDGET (self));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (adjusted_cb), self, 0);
  return bar;
}

static void
add_children (TwBoard *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->head = tw_board_head_new (self);
  gtk_widget_set_parent (self->head, widget);
  self->rows = tw_board_rows_new (self);
  gtk_widget_set_parent (self->rows, widget);
  self->canvas = tw_board_canvas_new (self);
  gtk_widget_set_parent (self->canvas, widget);
  tw_fit_set_scrolls (self->rows);
  tw_fit_set_scrolls (self->canvas);
  self->across = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  self->down = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  self->hbar = add_bar (self, GTK_ORIENTATION_HORIZONTAL, self->across);
  self->vbar = add_bar (self, GTK_ORIENTATION_VERTICAL, self->down);
  self->ghost = tw_board_ghost_new (self);
  gtk_widget_set_parent (self->ghost, widget);
  self->announcer = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                  "can-target", FALSE, NULL);
  gtk_widget_set_parent (self->announcer, widget);
}

static void
tw_board_init (TwBoard *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->zone = g_time_zone_new_utc ();
  self->zoom_hours = 24;
  self->day_lines = TRUE;
  self->wanted_us = G_MININT64;
  self->days = new_spans (NULL, 0);
  self->windows = new_spans (NULL, 0);
  self->bars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->spare = g_ptr_array_new ();
  self->selection = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tw_board_gesture_init (&self->gesture);
  self->answer.severity = -1;
  make_lines (self);
  add_children (self);
  take_text_size (self);
  tw_board_drag_set_up (self);
  tw_board_pointer_set_up (self);
  tw_board_keys_set_up (self);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (look_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (look_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self, "notify::scale-factor", G_CALLBACK (look_changed_cb), self);
  look_changed_cb (self);
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_board_new (void)
{
  return g_object_new (TW_TYPE_BOARD, NULL);
}

void
tw_board_set_model (TwBoard *self, TwBoardModel *model)
{
  g_return_if_fail (TW_IS_BOARD (self));
  if (self->model == model)
    return;
  tw_board_finish (self, FALSE);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      g_signal_connect_object (model, "rows-changed", G_CALLBACK (rows_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (model, "bars-changed", G_CALLBACK (bars_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  rows_changed_cb (self);
}

void
tw_board_set_host (TwBoard *self, const TwBoardHost *host, gpointer data)
{
  g_return_if_fail (TW_IS_BOARD (self));
  tw_board_finish (self, FALSE);
  self->host = host != NULL ? *host : (TwBoardHost){ 0 };
  self->host_data = data;
}

void
tw_board_set_range (TwBoard *self, gint64 from_us, gint64 to_us, GTimeZone *zone)
{
  TwBoardView *view = &self->view;
  gint64 left_us;
  gboolean stays;

  g_return_if_fail (TW_IS_BOARD (self) && to_us > from_us && zone != NULL);
  left_us = tw_board_view_to_time (view, 0);
  stays = view->to_us > view->from_us && left_us > from_us && left_us < to_us;
  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
  view->from_us = from_us;
  view->to_us = to_us;
  tw_board_view_zoom (view, self->zoom_hours, 0);
  view->scroll_x = stays ? tw_board_view_content_x (view, left_us) : 0;
  tw_board_rebase (self);
  tw_board_scrolled (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
tw_board_set_now (TwBoard *self, gint64 now_us)
{
  double old;

  g_return_if_fail (TW_IS_BOARD (self));
  old = tw_board_view_content_x (&self->view, self->now_us);
  self->now_us = now_us;
  if (tw_board_view_content_x (&self->view, now_us) == old)
    return; /* a second moves nothing to be seen */
  gtk_widget_queue_draw (self->canvas);
  gtk_widget_queue_draw (self->head);
}

void
tw_board_set_zoom (TwBoard *self, double hours)
{
  g_return_if_fail (TW_IS_BOARD (self) && hours > 0);
  tw_board_zoom_at (self, hours, self->view.width / 2);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

double
tw_board_get_zoom (TwBoard *self)
{
  g_return_val_if_fail (TW_IS_BOARD (self), 24);
  return self->zoom_hours;
}

void
tw_board_set_colors (TwBoard *self, const GdkRGBA *colors, guint n)
{
  g_return_if_fail (TW_IS_BOARD (self));
  g_free (self->colors);
  self->colors = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    self->colors[i] = (guint32) lroundf (CLAMP (colors[i].red, 0, 1) * 255) << 16
                      | (guint32) lroundf (CLAMP (colors[i].green, 0, 1) * 255) << 8
                      | (guint32) lroundf (CLAMP (colors[i].blue, 0, 1) * 255);
  self->look.colors = self->colors;
  self->look.n_colors = n;
  tw_board_repaint (self);
}

static void
set_spans (TwBoard *self, GArray **spans, const TwBoardDay *days, guint n)
{
  g_array_unref (*spans);
  *spans = new_spans (days, n);
  tw_board_head_describe (self);
  if (self->head_px != tw_board_head_measure (self))
    {
      self->head_px = tw_board_head_measure (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_draw (self->head);
  gtk_widget_queue_draw (self->canvas);
}

void
tw_board_set_days (TwBoard *self, const TwBoardDay *days, guint n)
{
  g_return_if_fail (TW_IS_BOARD (self));
  set_spans (self, &self->days, days, n);
}

void
tw_board_set_windows (TwBoard *self, const TwBoardDay *windows, guint n)
{
  g_return_if_fail (TW_IS_BOARD (self));
  set_spans (self, &self->windows, windows, n);
}

void
tw_board_scroll_to (TwBoard *self, gint64 t_us, int row)
{
  int line;

  g_return_if_fail (TW_IS_BOARD (self));
  if (!self->is_placed)
    {
      self->wanted_us = t_us;
      self->wanted_row = row;
      return;
    }
  line = row < 0 || (guint) row >= self->lines.n_rows ? -1 : self->lines.line_of_row[row];
  self->view.scroll_x = tw_board_view_content_x (&self->view, t_us);
  if (line >= 0)
    self->view.scroll_y = line * self->view.row_px;
  tw_board_scrolled (self);
}

/* The folded heading above a row. */
static int
heading_of_row (TwBoard *self, guint row)
{
  for (int i = (int) row; i >= 0; i--)
    if (tw_board_model_get_row (self->model, (guint) i)->group)
      return i;
  return -1;
}

void
tw_board_show_bar (TwBoard *self, const char *bar_id)
{
  const TwBoardBar *bar;

  g_return_if_fail (TW_IS_BOARD (self));
  bar = self->model == NULL ? NULL : tw_board_model_find_bar (self->model, bar_id);
  if (bar == NULL)
    return;
  if (self->lines.line_of_row[bar->row] < 0)
    {
      int row = heading_of_row (self, bar->row);

      if (row >= 0)
        tw_board_fold (self, (guint) self->lines.line_of_row[row], FALSE);
      bar = tw_board_model_find_bar (self->model, bar_id);
      if (bar == NULL || self->lines.line_of_row[bar->row] < 0)
        return;
    }
  tw_board_select_only (self, bar_id);
  if (self->is_placed)
    tw_board_focus_bar (self, bar);
  else
    tw_board_scroll_to (self, bar->from_us, (int) bar->row);
}

void
tw_board_get_view (TwBoard *self, gint64 *ret_from_us, gint64 *ret_to_us)
{
  const TwBoardView *view = &self->view;

  g_return_if_fail (TW_IS_BOARD (self));
  *ret_from_us = tw_board_view_to_time (view, 0);
  *ret_to_us = view->width > 0 ? tw_board_view_to_time (view, view->width) : view->to_us;
}

gboolean
tw_board_is_dragging (TwBoard *self)
{
  g_return_val_if_fail (TW_IS_BOARD (self), FALSE);
  return self->gesture.phase == TW_GESTURE_ACTIVE || self->brought != NULL;
}

void
tw_board_set_out_target (TwBoard *self, GtkWidget *widget)
{
  g_return_if_fail (TW_IS_BOARD (self));
  g_set_weak_pointer (&self->out_target, widget);
}
