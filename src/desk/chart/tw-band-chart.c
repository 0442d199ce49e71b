// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/chart/tw-band-chart.h"

#include "desk/chart/tw-chart-host.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GUTTER_PX 36
#define MARGIN_PX 6
#define DAYS_PX 20
#define HOURS_PX 20
#define HEIGHT_PX 184

struct _TwBandChart {
  GtkWidget parent_instance;
  TwChartSeries *series;
  GTimeZone *zone;
  char *missing;
  gint64 from_us, to_us, now_us, selected_us;
  gint64 cursor_us; /* 0: no cross-hair */
  TwPicture *base;
  int base_width, base_height;
};

G_DEFINE_FINAL_TYPE (TwBandChart, tw_band_chart, GTK_TYPE_WIDGET)

enum { HOUR_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
frame_init (TwBandChart *self, int width, int height, double top, TwChartFrame *frame)
{
  frame->plot = (TwChartRect){ GUTTER_PX, top + DAYS_PX, MAX (1, width - GUTTER_PX - MARGIN_PX),
                               MAX (1, height - top - DAYS_PX - HOURS_PX) };
  frame->time = (TwTimeAxis){ self->from_us, self->to_us, frame->plot.x, frame->plot.width };
  frame->palette = tw_chart_host_get_palette ();
  frame->zone = self->zone;
  frame->now_us = self->now_us;
  frame->pango = gtk_widget_get_pango_context (GTK_WIDGET (self));
  tw_value_axis_init (&frame->value,
                      self->series == NULL
                          ? 1
                          : tw_chart_series_peak (self->series, self->from_us, self->to_us),
                      frame->plot.y + 20, frame->plot.height - 20, 28);
}

/* What the area is, in the corner that the headroom of the axis keeps free. */
static void
paint_band_name (TwBandChart *self, cairo_t *cr, const TwChartFrame *frame)
{
  const TwChartPoint *last = tw_chart_series_find (self->series, self->to_us - 1);
  double x = frame->plot.x + frame->plot.width - 3;
  g_autoptr (PangoLayout) layout =
      tw_chart_layout (frame->pango, "P10–P90", 9, PANGO_WEIGHT_NORMAL);
  int width;

  if (last == NULL || !last->forecast || !isfinite (last->high) || !isfinite (last->low))
    return;
  pango_layout_get_pixel_size (layout, &width, NULL);
  tw_chart_set_color (cr, &frame->palette->ground);
  cairo_rectangle (cr, x - width - 18, frame->plot.y + 1, width + 20, 17);
  cairo_fill (cr);
  tw_chart_set_color (cr, &frame->palette->band);
  cairo_rectangle (cr, x - width - 15, frame->plot.y + 5, 10, 10);
  cairo_fill (cr);
  tw_chart_paint_text (cr, frame, "P10–P90", x, frame->plot.y + 1, 1, &frame->palette->dim);
}

static void
paint_chart (TwBandChart *self, cairo_t *cr, int width, int height, double top)
{
  TwChartFrame frame;

  frame_init (self, width, height, top, &frame);
  tw_chart_paint_days (cr, &frame, DAYS_PX);
  tw_chart_paint_values (cr, &frame);
  if (self->series != NULL)
    {
      tw_chart_paint_band (cr, &frame, self->series);
      tw_chart_paint_steps (cr, &frame, self->series, FALSE);
      tw_chart_paint_steps (cr, &frame, self->series, TRUE);
      paint_band_name (self, cr, &frame);
    }
  tw_chart_paint_now (cr, &frame, TRUE);
  tw_chart_paint_hours (cr, &frame);
}

static void
paint_base (cairo_t *cr, int width, int height, gpointer user_data)
{
  paint_chart (user_data, cr, width, height, 0);
}

static void
drop_base (TwBandChart *self)
{
  g_clear_object (&self->base);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
  const TwChartPoint *point =
      self->series == NULL ? NULL : tw_chart_series_find (self->series, self->cursor_us);
  GdkRGBA line = tw_chart_host_rgba (&frame->palette->line);
  g_autofree char *text = NULL;
  double x, y;

  if (point == NULL)
    return;
  x = round (tw_time_axis_to_x (&frame->time, point->t_us + self->series->step_us / 2));
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) x, (float) frame->plot.y, 1,
                                                  (float) frame->plot.height));
  if (isfinite (point->value))
    {
      y = round (tw_value_axis_to_y (&frame->value, point->value));
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT ((float) x - 2, (float) y - 3, 5, 5));
    }
  text = tw_chart_point_describe (point, self->now_us, self->zone);
  tw_chart_host_snapshot_flag (snapshot, GTK_WIDGET (self), text, x, 1, &frame->palette->text,
                               &frame->palette->ground);
}

static void
tw_band_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwBandChart *self = TW_BAND_CHART (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  TwChartFrame frame;

  if (width <= 0 || height <= 0 || self->to_us <= self->from_us)
    return;
  if (self->base == NULL || self->base_width != width || self->base_height != height)
    {
      g_clear_object (&self->base);
      self->base = tw_chart_host_render (width, height, gtk_widget_get_scale_factor (widget),
                                         paint_base, self);
      self->base_width = width;
      self->base_height = height;
    }
  frame_init (self, width, height, 0, &frame);
  tw_picture_append (self->base, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  snapshot_column (self, snapshot, &frame, self->selected_us, &frame.palette->accent, 0.35f);
  if (self->cursor_us != 0)
    snapshot_cursor (self, snapshot, &frame);
}

static void
tw_band_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : HEIGHT_PX;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 340 : HEIGHT_PX;
}

/* --- cursor ----------------------------------------------------------------------------------- */

static void
update_accessible (TwBandChart *self)
{
  gint64 t = self->cursor_us != 0 ? self->cursor_us : self->selected_us;
  const TwChartPoint *point = self->series == NULL ? NULL : tw_chart_series_find (self->series, t);
  g_autofree char *text = point == NULL
                              ? g_strdup (self->missing != NULL ? self->missing : _ ("No data"))
                              : tw_chart_point_describe (point, self->now_us, self->zone);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
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

static gint64
time_at (TwBandChart *self, double x)
{
  TwChartFrame frame;

  frame_init (self, gtk_widget_get_width (GTK_WIDGET (self)),
              gtk_widget_get_height (GTK_WIDGET (self)), 0, &frame);
  return tw_time_axis_to_time (&frame.time, x);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TwBandChart *self)
{
  if (self->to_us > self->from_us)
    set_cursor (self, time_at (self, x));
}

static void
leave_cb (GtkEventControllerMotion *motion, TwBandChart *self)
{
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
  gint64 t = self->cursor_us != 0 ? self->cursor_us : self->selected_us;

  if (self->to_us <= self->from_us || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
      set_cursor (self, t - TW_US_PER_HOUR);
      return TRUE;
    case GDK_KEY_Right:
      set_cursor (self, t + TW_US_PER_HOUR);
      return TRUE;
    case GDK_KEY_Page_Up:
      set_cursor (self, t - TW_US_PER_DAY);
      return TRUE;
    case GDK_KEY_Page_Down:
      set_cursor (self, t + TW_US_PER_DAY);
      return TRUE;
    case GDK_KEY_Home:
      set_cursor (self, self->from_us);
      return TRUE;
    case GDK_KEY_End:
      set_cursor (self, self->to_us - 1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit (self, signals[HOUR_ACTIVATED], 0, t);
      return TRUE;
    case GDK_KEY_Escape:
      if (self->cursor_us == 0)
        return FALSE;
      set_cursor (self, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_band_chart_finalize (GObject *object)
{
  TwBandChart *self = TW_BAND_CHART (object);

  g_clear_pointer (&self->series, tw_chart_series_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->missing, g_free);
  g_clear_object (&self->base);
  G_OBJECT_CLASS (tw_band_chart_parent_class)->finalize (object);
}

static void
tw_band_chart_class_init (TwBandChartClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_band_chart_finalize;
  widget->snapshot = tw_band_chart_snapshot;
  widget->measure = tw_band_chart_measure;
  signals[HOUR_ACTIVATED] =
      g_signal_new ("hour-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget, "bandchart");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tw_band_chart_init (TwBandChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->zone = g_time_zone_new_utc ();
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  tw_chart_host_watch (widget, G_CALLBACK (drop_base));
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
  if (series != NULL)
    tw_chart_series_ref (series);
  g_clear_pointer (&self->series, tw_chart_series_unref);
  self->series = series;
  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
  self->from_us = from_us;
  self->to_us = to_us;
  if (self->cursor_us < from_us || self->cursor_us >= to_us)
    self->cursor_us = 0;
  update_accessible (self);
  drop_base (self);
}

TwChartSeries *
tw_band_chart_get_series (TwBandChart *self)
{
  return self->series;
}

void
tw_band_chart_set_now (TwBandChart *self, gint64 now_us)
{
  TwTimeAxis axis = { self->from_us, self->to_us, 0,
                      MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - GUTTER_PX - MARGIN_PX) };
  gboolean moved =
      round (tw_time_axis_to_x (&axis, self->now_us)) != round (tw_time_axis_to_x (&axis, now_us));

  self->now_us = now_us;
  if (moved)
    drop_base (self);
}

void
tw_band_chart_set_selected (TwBandChart *self, gint64 hour_us)
{
  if (self->selected_us == hour_us)
    return;
  self->selected_us = hour_us;
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_band_chart_set_missing (TwBandChart *self, const char *text)
{
  if (g_strcmp0 (self->missing, text) == 0)
    return;
  g_free (self->missing);
  self->missing = g_strdup (text);
  update_accessible (self);
  drop_base (self);
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
  paint_chart (export->self, cr, width, height - 6, 36);
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
  g_autofree char *csv = self->series == NULL ? g_strdup ("time,kind,value,p10,p90\n")
                                              : tw_chart_series_to_csv (self->series);

  return g_file_set_contents (path, csv, -1, error);
}
