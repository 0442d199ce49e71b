// SPDX-License-Identifier: Apache-2.0
/*
 * What is drawn does not exist for a screen reader, so each hour is an entry as well: an empty
 * child over its column whose name says the hour in words. Of all entries one can be reached by
 * Tab; arrows move the focus, and with it the cross-hair, from entry to entry.
 */
#include "config.h"

#include "desk/chart/tw-band-chart.h"

#include "desk/chart/tw-chart-entry.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* --- the chart -------------------------------------------------------------------------------- */

struct _TwBandChart {
  TwChartView parent_instance;
  gint64 from_us, to_us, selected_us;
  gint64 cursor_us; /* 0: no cross-hair */
  double pointer_x, pointer_y;
  GPtrArray *hours; /* TwChartEntry, a child each */
  GtkWidget *entry; /* the one that Tab reaches */
};

G_DEFINE_FINAL_TYPE (TwBandChart, tw_band_chart, TW_TYPE_CHART_VIEW)

enum { HOUR_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tw_band_chart_get_range (TwChartView *view, gint64 *ret_from_us, gint64 *ret_to_us)
{
  *ret_from_us = TW_BAND_CHART (view)->from_us;
  *ret_to_us = TW_BAND_CHART (view)->to_us;
}

/* What the area is, in the corner that the headroom of the axis keeps free. */
static void
paint_band_name (TwBandChart *self, cairo_t *cr, const TwChartFrame *frame)
{
  TwChartSeries *series = tw_chart_view_get_series (TW_CHART_VIEW (self));
  const TwChartPoint *last = tw_chart_series_find (series, self->to_us - 1);
  double x = frame->plot.x + frame->plot.width - 3, y = frame->plot.y + 1;
  double width = tw_chart_text_width (frame->pango, "P10–P90"),
         swatch = round (frame->line_px * 0.6);

  if (last == NULL || !last->forecast || !isfinite (last->high) || !isfinite (last->low))
    return;
  tw_chart_set_color (cr, &frame->palette->band);
  cairo_rectangle (cr, x - width - swatch - 5, y + round ((frame->line_px - swatch) / 2), swatch,
                   swatch);
  cairo_fill (cr);
  tw_chart_paint_text (cr, frame, "P10–P90", x, y, 1, &frame->palette->dim);
}

static void
tw_band_chart_paint (TwChartView *view, cairo_t *cr, const TwChartFrame *frame)
{
  TwChartSeries *series = tw_chart_view_get_series (view);

  if (series == NULL)
    return;
  tw_chart_paint_band (cr, frame, series);
  tw_chart_paint_steps (cr, frame, series, FALSE);
  tw_chart_paint_steps (cr, frame, series, TRUE);
  paint_band_name (TW_BAND_CHART (view), cr, frame);
}

static void
snapshot_column (TwBandChart *self, GtkSnapshot *snapshot, const TwChartFrame *frame, gint64 t_us,
                 const TwChartColor *color, float alpha)
{
  double x0 = round (tw_time_axis_to_x (&frame->time, t_us));
  double x1 = MAX (x0 + 2, round (tw_time_axis_to_x (&frame->time, t_us + TW_US_PER_HOUR)));
  GdkRGBA rgba = tw_chart_host_rgba (color);

  if (t_us < self->from_us || t_us >= self->to_us)
    return;
  rgba.alpha = alpha;
  gtk_snapshot_append_color (snapshot, &rgba,
                             &GRAPHENE_RECT_INIT ((float) x0, (float) frame->plot.y,
                                                  (float) (x1 - x0), (float) frame->plot.height));
}

static void
snapshot_cursor (TwBandChart *self, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  TwChartSeries *series = tw_chart_view_get_series (TW_CHART_VIEW (self));
  const TwChartPoint *point =
      series == NULL ? NULL : tw_chart_series_find (series, self->cursor_us);
  GdkRGBA line = tw_chart_host_rgba (&frame->palette->line);
  g_autofree char *text = NULL;
  double x, y;

  if (point == NULL)
    return;
  x = round (tw_time_axis_to_x (&frame->time, point->t_us + series->step_us / 2));
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) x, (float) frame->plot.y, 1,
                                                  (float) frame->plot.height));
  if (isfinite (point->value))
    {
      y = round (tw_value_axis_to_y (&frame->value, point->value));
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT ((float) x - 2, (float) y - 3, 5, 5));
    }
  text = tw_chart_point_describe (point, frame->now_us, frame->zone);
  tw_chart_host_snapshot_flag (snapshot, GTK_WIDGET (self), text, x, 1, &frame->palette->text,
                               &frame->palette->ground);
}

static void
tw_band_chart_snapshot_over (TwChartView *view, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  TwBandChart *self = TW_BAND_CHART (view);

  snapshot_column (self, snapshot, frame, self->selected_us, &frame->palette->accent, 0.35f);
  if (self->cursor_us != 0)
    snapshot_cursor (self, snapshot, frame);
}

/* --- entries ---------------------------------------------------------------------------------- */

static void
tw_band_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwBandChart *self = TW_BAND_CHART (widget);
  TwChartFrame frame;

  tw_chart_view_get_frame (TW_CHART_VIEW (self), &frame);
  for (guint i = 0; i < self->hours->len; i++)
    {
      TwChartEntry *hour = g_ptr_array_index (self->hours, i);
      gint64 t_us = tw_chart_entry_get_time (hour);
      int x0 = (int) floor (tw_time_axis_to_x (&frame.time, t_us)),
          x1 = (int) ceil (tw_time_axis_to_x (&frame.time, t_us + TW_US_PER_HOUR));

      gtk_widget_size_allocate (GTK_WIDGET (hour),
                                &(GtkAllocation){ x0, (int) frame.plot.y, MAX (1, x1 - x0),
                                                  MAX (1, (int) frame.plot.height) },
                                -1);
    }
}

static void
set_n_hours (TwBandChart *self, guint n)
{
  while (self->hours->len > n)
    {
      GtkWidget *last = g_ptr_array_index (self->hours, self->hours->len - 1);

      if (last == self->entry)
        self->entry = NULL;
      gtk_widget_unparent (last);
      g_ptr_array_set_size (self->hours, (int) self->hours->len - 1);
    }
  while (self->hours->len < n)
    g_ptr_array_add (self->hours, tw_chart_entry_new (GTK_WIDGET (self)));
}

static void
fill_hours (TwBandChart *self)
{
  TwChartSeries *series = tw_chart_view_get_series (TW_CHART_VIEW (self));
  guint n = 0;

  for (guint i = 0; series != NULL && i < series->points->len; i++)
    {
      const TwChartPoint *point = &g_array_index (series->points, TwChartPoint, i);

      if (point->t_us < self->from_us || point->t_us >= self->to_us)
        continue;
      if (n == self->hours->len)
        set_n_hours (self, n + 1);
      tw_chart_entry_set (g_ptr_array_index (self->hours, n), point->t_us,
                          tw_chart_view_describe (TW_CHART_VIEW (self), point->t_us));
      n++;
    }
  set_n_hours (self, n);
  /* an empty chart is still there, and says why it is empty */
  gtk_widget_set_focusable (GTK_WIDGET (self), n == 0);
}

/* Makes the entry of @t_us (or the nearest) the one that Tab reaches. */
static void
choose_entry (TwBandChart *self, gint64 t_us)
{
  GtkWidget *before = self->entry;

  self->entry = NULL;
  for (guint i = 0; i < self->hours->len; i++)
    {
      TwChartEntry *hour = g_ptr_array_index (self->hours, i);

      if (self->entry == NULL || tw_chart_entry_get_time (hour) <= t_us)
        self->entry = GTK_WIDGET (hour);
    }
  if (self->entry == before)
    return;
  if (self->entry != NULL)
    gtk_widget_set_focusable (self->entry, TRUE);
  if (before == NULL)
    return;
  if (gtk_widget_has_focus (before))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_focusable (before, FALSE);
}

static gboolean
tw_band_chart_grab_focus (GtkWidget *widget)
{
  TwBandChart *self = TW_BAND_CHART (widget);

  return self->entry != NULL ? gtk_widget_grab_focus (self->entry)
                             : GTK_WIDGET_CLASS (tw_band_chart_parent_class)->grab_focus (widget);
}

/* --- cursor ----------------------------------------------------------------------------------- */

static gint64
tw_band_chart_get_cursor_us (TwChartView *view)
{
  TwBandChart *self = TW_BAND_CHART (view);

  return self->cursor_us != 0 ? self->cursor_us : self->selected_us;
}

static void
update_accessible (TwBandChart *self)
{
  TwChartView *view = TW_CHART_VIEW (self);
  const char *missing = tw_chart_view_get_missing (view);
  g_autofree char *text = tw_chart_view_describe (view, tw_band_chart_get_cursor_us (view));

  if (text == NULL)
    text = g_strdup (missing != NULL ? missing : _ ("No data"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
tw_band_chart_changed (TwChartView *view)
{
  TwBandChart *self = TW_BAND_CHART (view);

  fill_hours (self);
  choose_entry (self, tw_band_chart_get_cursor_us (view));
  update_accessible (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_cursor (TwBandChart *self, gint64 t_us)
{
  if (t_us != 0)
    t_us = tw_time_floor (CLAMP (t_us, self->from_us, self->to_us - 1), TW_US_PER_HOUR);
  if (self->cursor_us == t_us)
    return;
  self->cursor_us = t_us;
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* By the keyboard: the focus goes along. */
static void
tw_band_chart_move_cursor (TwChartView *view, gint64 t_us)
{
  TwBandChart *self = TW_BAND_CHART (view);

  set_cursor (self, t_us);
  choose_entry (self, self->cursor_us);
}

static gint64
time_at (TwBandChart *self, double x)
{
  TwChartFrame frame;

  tw_chart_view_get_frame (TW_CHART_VIEW (self), &frame);
  return tw_time_axis_to_time (&frame.time, x);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TwBandChart *self)
{
  /* GTK repeats the position after each layout; only a pointer that moves takes over from the
   * keyboard */
  if (self->to_us <= self->from_us || (x == self->pointer_x && y == self->pointer_y))
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  set_cursor (self, time_at (self, x));
}

static void
leave_cb (GtkEventControllerMotion *motion, TwBandChart *self)
{
  self->pointer_x = self->pointer_y = -1;
  set_cursor (self, 0);
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, TwBandChart *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->to_us > self->from_us)
    g_signal_emit (self, signals[HOUR_ACTIVATED], 0,
                   tw_time_floor (time_at (self, x), TW_US_PER_HOUR));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        TwBandChart *self)
{
  TwChartView *view = TW_CHART_VIEW (self);

  if (tw_chart_view_handle_key (view, keyval, state))
    return TRUE;
  if (keyval == GDK_KEY_Escape && self->cursor_us != 0)
    {
      set_cursor (self, 0);
      return TRUE;
    }
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || self->to_us <= self->from_us)
    return FALSE;
  g_signal_emit (self, signals[HOUR_ACTIVATED], 0, tw_band_chart_get_cursor_us (view));
  return TRUE;
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_band_chart_dispose (GObject *object)
{
  set_n_hours (TW_BAND_CHART (object), 0);
  G_OBJECT_CLASS (tw_band_chart_parent_class)->dispose (object);
}

static void
tw_band_chart_finalize (GObject *object)
{
  g_ptr_array_unref (TW_BAND_CHART (object)->hours);
  G_OBJECT_CLASS (tw_band_chart_parent_class)->finalize (object);
}

static void
tw_band_chart_class_init (TwBandChartClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  TwChartViewClass *view = TW_CHART_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_band_chart_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_band_chart_finalize;
  widget->size_allocate = tw_band_chart_size_allocate;
  widget->grab_focus = tw_band_chart_grab_focus;
  view->plot_px = 126;
  view->plot_min_px = 84;
  view->head_lines = 1;
  view->gap_lines = 1.25;
  view->margin_px = 6;
  view->width_px = 340;
  view->width_min_px = 160;
  view->get_range = tw_band_chart_get_range;
  view->paint = tw_band_chart_paint;
  view->snapshot_over = tw_band_chart_snapshot_over;
  view->get_cursor = tw_band_chart_get_cursor_us;
  view->move_cursor = tw_band_chart_move_cursor;
  view->changed = tw_band_chart_changed;
  signals[HOUR_ACTIVATED] =
      g_signal_new ("hour-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget, "bandchart");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
tw_band_chart_init (TwBandChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->hours = g_ptr_array_new ();
  self->pointer_x = self->pointer_y = -1;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_band_chart_new (void)
{
  return g_object_new (TW_TYPE_BAND_CHART, NULL);
}

void
tw_band_chart_set_series (TwBandChart *self, TwChartSeries *series, gint64 from_us, gint64 to_us,
                          GTimeZone *zone)
{
  self->from_us = from_us;
  self->to_us = to_us;
  if (self->cursor_us < from_us || self->cursor_us >= to_us)
    self->cursor_us = 0;
  if (zone != tw_chart_view_get_zone (TW_CHART_VIEW (self)))
    tw_chart_view_set_zone (TW_CHART_VIEW (self), zone);
  tw_chart_view_set_series (TW_CHART_VIEW (self), series);
}

void
tw_band_chart_set_selected (TwBandChart *self, gint64 hour_us)
{
  if (self->selected_us == hour_us)
    return;
  self->selected_us = hour_us;
  if (self->cursor_us == 0 && gtk_widget_get_focus_child (GTK_WIDGET (self)) == NULL)
    choose_entry (self, hour_us);
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
tw_band_chart_get_cursor (TwBandChart *self)
{
  return self->cursor_us;
}

typedef struct {
  TwBandChart *self;
  const char *title;
} Export;

static void
paint_export (cairo_t *cr, int width, int height, gpointer user_data)
{
  Export *export = user_data;
  const TwChartPalette *palette = tw_chart_host_get_palette ();
  g_autoptr (PangoLayout) layout =
      tw_chart_layout (gtk_widget_get_pango_context (GTK_WIDGET (export->self)), export->title, 13,
                       PANGO_WEIGHT_MEDIUM);

  tw_chart_set_color (cr, &palette->ground);
  cairo_paint (cr);
  cairo_move_to (cr, 12, 8);
  tw_chart_set_color (cr, &palette->text);
  pango_cairo_show_layout (cr, layout);
  tw_chart_view_paint (TW_CHART_VIEW (export->self), cr, width, height - 6, 36);
}

gboolean
tw_band_chart_save_png (TwBandChart *self, const char *path, const char *title, int scale,
                        GError **error)
{
  Export export = { self, title };
  g_autoptr (TwPicture) picture = tw_chart_host_render (720, 320, scale, paint_export, &export);
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (tw_picture_get_texture (picture));
  gsize length;
  const char *data = g_bytes_get_data (png, &length);

  return g_file_set_contents (path, data, (gssize) length, error);
}

gboolean
tw_band_chart_save_csv (TwBandChart *self, const char *path, GError **error)
{
  TwChartSeries *series = tw_chart_view_get_series (TW_CHART_VIEW (self));
  g_autofree char *csv =
      series == NULL ? g_strdup ("time,kind,value,p10,p90\n") : tw_chart_series_to_csv (series);

  return g_file_set_contents (path, csv, -1, error);
}
