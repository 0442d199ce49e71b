// SPDX-License-Identifier: Apache-2.0
/*
 * The strip under the board. It is painted into a picture once for a change of data, view or look;
 * the cross-hair moves over it. Each hour of the data is an entry for a screen reader, also those
 * out of sight (they lie beyond the edges), so that the list does not change while the board above
 * scrolls; each tide is one too. While somebody drags a bar the figures change with every frame:
 * then only hours that differ get new words.
 */
#include "config.h"

#include "desk/board/tw-cover-strip.h"

#include "desk/board/tw-cover-paint.h"
#include "desk/chart/tw-chart-entry.h"
#include "desk/chart/tw-chart-host.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PLOT_PX 66
#define PLOT_MIN_PX 42
#define HEAD_ROOM_PX 3

enum { P50, P90, WANTED, STAFFED, N_SERIES };

struct _TwCoverStrip {
  GtkWidget parent_instance;
  char *title, *reason;
  gboolean has_data;
  TwCoverData data;
  double *values[N_SERIES]; /* what data points at */
  TwCoverTide *tides;
  guint *tide_rows;
  guint n_tides, n_tide_rows;
  gint64 from_us, to_us, now_us;
  GTimeZone *zone;
  int head_width;

  gint64 cursor_us, cursor_len_us; /* the stretch under the cross-hair; 0: none */
  double pointer_x, pointer_y;
  GPtrArray *hours;        /* TwChartEntry */
  GPtrArray *tide_entries; /* TwChartEntry, before the hours */
  GtkWidget *entry;        /* the hour that Tab reaches */

  TwPicture *base;
  int base_width, base_height;
  double line_px;
};

G_DEFINE_FINAL_TYPE (TwCoverStrip, tw_cover_strip, GTK_TYPE_WIDGET)

enum { SLOT_ACTIVATED, CURSOR_MOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const TwCoverData *
get_data (TwCoverStrip *self)
{
  return self->has_data ? &self->data : NULL;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static double
tide_px (double line_px)
{
  return line_px + 7;
}

static void
init_picture (TwCoverStrip *self, int width, int height, TwCoverPicture *ret)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  TwCoverPicture p = { .data = get_data (self),
                       .tides = self->tides,
                       .tide_rows = self->tide_rows,
                       .n_tides = self->n_tides,
                       .n_tide_rows = self->n_tide_rows,
                       .title = self->title,
                       .reason = self->reason,
                       .dark = adw_style_manager_get_dark (style),
                       .high_contrast = adw_style_manager_get_high_contrast (style) };
  TwChartFrame *chart = &p.chart;
  double peak = tw_cover_peak (p.data, self->from_us, self->to_us);

  chart->palette = tw_chart_host_get_palette ();
  chart->zone = self->zone;
  chart->now_us = self->now_us;
  chart->pango = gtk_widget_get_pango_context (GTK_WIDGET (self));
  chart->line_px = tw_chart_line_px (chart->pango);
  p.tide_px = tide_px (chart->line_px);
  chart->plot.x = self->head_width;
  chart->plot.width = MAX (1, width - self->head_width);
  chart->plot.y = HEAD_ROOM_PX + self->n_tide_rows * p.tide_px;
  chart->plot.height = MAX (1, height - chart->plot.y - tw_chart_hours_px (chart->line_px));
  tw_value_axis_init (&chart->value, peak, chart->plot.y + 2, MAX (1, chart->plot.height - 2),
                      1.6 * chart->line_px);
  chart->time = (TwTimeAxis){ self->from_us, self->to_us, chart->plot.x, chart->plot.width };
  *ret = p;
}

static void
paint_base_cb (cairo_t *cr, int width, int height, gpointer user_data)
{
  TwCoverPicture picture;

  init_picture (user_data, width, height, &picture);
  tw_cover_paint (cr, &picture);
}

static void
redraw (TwCoverStrip *self)
{
  g_clear_object (&self->base);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
snapshot_cursor (TwCoverStrip *self, GtkSnapshot *snapshot, const TwCoverPicture *p)
{
  g_autofree char *text =
      tw_cover_describe (p->data, self->cursor_us, self->cursor_us + self->cursor_len_us,
                         self->now_us, self->zone);
  GdkRGBA line = tw_chart_host_rgba (&p->chart.palette->line);
  double x = round (tw_time_axis_to_x (&p->chart.time, self->cursor_us + self->cursor_len_us / 2));

  if (text == NULL || x < p->chart.plot.x || x >= p->chart.plot.x + p->chart.plot.width)
    return;
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) x, (float) p->chart.plot.y, 1,
                                                  (float) p->chart.plot.height));
  tw_chart_host_snapshot_flag (snapshot, GTK_WIDGET (self), text, x, 1, &p->chart.palette->text,
                               &p->chart.palette->ground);
}

static void
tw_cover_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwCoverStrip *self = TW_COVER_STRIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  TwCoverPicture picture;

  if (width <= 0 || height <= 0)
    return;
  if (self->base == NULL || self->base_width != width || self->base_height != height)
    {
      g_clear_object (&self->base);
      self->base = tw_chart_host_render (width, height, gtk_widget_get_scale_factor (widget),
                                         paint_base_cb, self);
      self->base_width = width;
      self->base_height = height;
    }
  tw_picture_append (self->base, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (self->cursor_len_us == 0 || !self->has_data)
    return;
  init_picture (self, width, height, &picture);
  snapshot_cursor (self, snapshot, &picture);
}

static void
tw_cover_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  TwCoverStrip *self = TW_COVER_STRIP (widget);
  double line, rest;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = self->head_width + 60;
      *natural = self->head_width + 360;
      return;
    }
  line = tw_chart_line_px (gtk_widget_get_pango_context (widget));
  rest = HEAD_ROOM_PX + self->n_tide_rows * tide_px (line) + tw_chart_hours_px (line);
  *minimum = (int) ceil (rest + PLOT_MIN_PX);
  *natural = (int) ceil (rest + PLOT_PX);
}

static void
tw_cover_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TwCoverStrip *self = TW_COVER_STRIP (widget);
  double line;

  GTK_WIDGET_CLASS (tw_cover_strip_parent_class)->css_changed (widget, change);
  line = tw_chart_line_px (gtk_widget_get_pango_context (widget));
  if (line == self->line_px)
    return;
  self->line_px = line;
  redraw (self);
  gtk_widget_queue_resize (widget);
}

/* --- entries ---------------------------------------------------------------------------------- */

static void
allocate_entry (TwCoverStrip *self, TwChartEntry *entry, const TwTimeAxis *time, gint64 from_us,
                gint64 to_us, double y, double height)
{
  int x0 = (int) floor (tw_time_axis_to_x (time, from_us)),
      x1 = (int) ceil (tw_time_axis_to_x (time, to_us));

  gtk_widget_size_allocate (GTK_WIDGET (entry),
                            &(GtkAllocation){ x0, (int) y, MAX (1, x1 - x0),
                                              MAX (1, (int) height) },
                            -1);
}

static void
tw_cover_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwCoverStrip *self = TW_COVER_STRIP (widget);
  TwCoverPicture p;

  init_picture (self, width, height, &p);
  for (guint i = 0; i < self->tide_entries->len; i++)
    allocate_entry (self, g_ptr_array_index (self->tide_entries, i), &p.chart.time,
                    self->tides[i].from_us, self->tides[i].to_us,
                    HEAD_ROOM_PX + self->tide_rows[i] * p.tide_px, p.tide_px);
  for (guint i = 0; i < self->hours->len; i++)
    {
      TwChartEntry *hour = g_ptr_array_index (self->hours, i);
      gint64 t_us = tw_chart_entry_get_time (hour);

      allocate_entry (self, hour, &p.chart.time, t_us, t_us + TW_US_PER_HOUR, p.chart.plot.y,
                      p.chart.plot.height);
    }
}

static void
drop_entry (TwCoverStrip *self, GtkWidget *entry)
{
  if (entry == self->entry)
    self->entry = NULL;
  gtk_widget_unparent (entry);
}

static void
set_n_entries (TwCoverStrip *self, GPtrArray *entries, guint n)
{
  for (; entries->len > n; g_ptr_array_set_size (entries, (int) entries->len - 1))
    drop_entry (self, g_ptr_array_index (entries, entries->len - 1));
  while (entries->len < n)
    g_ptr_array_add (entries, tw_chart_entry_new (GTK_WIDGET (self)));
}

/* Makes the hour of @t_us (or the nearest) the one that Tab reaches. */
static void
choose_entry (TwCoverStrip *self, gint64 t_us)
{
  GtkWidget *before = self->entry;

  self->entry = NULL;
  for (guint i = 0; i < self->hours->len; i++)
    {
      TwChartEntry *hour = g_ptr_array_index (self->hours, i);

      if (self->entry == NULL || tw_chart_entry_get_time (hour) <= t_us)
        self->entry = GTK_WIDGET (hour);
    }
  gtk_widget_set_focusable (GTK_WIDGET (self), self->entry == NULL);
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

static gint64
first_hour (TwCoverStrip *self)
{
  return tw_time_floor (self->data.from_us, TW_US_PER_HOUR);
}

static gint64
data_end (TwCoverStrip *self)
{
  return self->data.from_us + (gint64) self->data.n_slots * self->data.slot_us;
}

/* Words for the hours in which one of the slots first .. last - 1 lies. */
static void
describe_hours (TwCoverStrip *self, guint first, guint last)
{
  gint64 from_us = self->data.from_us + first * self->data.slot_us,
         to_us = self->data.from_us + last * self->data.slot_us;

  for (gint64 t = tw_time_floor (from_us, TW_US_PER_HOUR); t < to_us; t += TW_US_PER_HOUR)
    {
      guint i = (guint) ((t - first_hour (self)) / TW_US_PER_HOUR);

      tw_chart_entry_set (g_ptr_array_index (self->hours, i), t,
                          tw_cover_describe (&self->data, t, t + TW_US_PER_HOUR, self->now_us,
                                             self->zone));
    }
}

static void
update_description (TwCoverStrip *self)
{
  double missing, surplus;

  if (!self->has_data)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      self->reason != NULL ? self->reason : _ ("No data"), -1);
      return;
    }
  tw_cover_sum (&self->data, self->from_us, self->to_us, &missing, &surplus);
  g_autofree char *few = tw_chart_format_value (missing, FALSE);
  g_autofree char *many = tw_chart_format_value (surplus, FALSE);
  g_autofree char *text = g_strdup_printf (_ ("%s h missing, %s h too many in sight"), few, many);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

/* All words anew. */
static void
fill_hours (TwCoverStrip *self)
{
  guint n = 0;

  if (self->has_data && self->data.n_slots > 0)
    n = (guint) ((data_end (self) - first_hour (self) + TW_US_PER_HOUR - 1) / TW_US_PER_HOUR);
  set_n_entries (self, self->hours, n);
  if (n > 0)
    describe_hours (self, 0, self->data.n_slots);
  choose_entry (self, self->cursor_len_us != 0 ? self->cursor_us : self->from_us);
  update_description (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
tw_cover_strip_grab_focus (GtkWidget *widget)
{
  TwCoverStrip *self = TW_COVER_STRIP (widget);

  return self->entry != NULL ? gtk_widget_grab_focus (self->entry)
                             : GTK_WIDGET_CLASS (tw_cover_strip_parent_class)->grab_focus (widget);
}

/* --- cursor ----------------------------------------------------------------------------------- */

static void
set_cursor (TwCoverStrip *self, gint64 t_us, gint64 len_us)
{
  if (self->cursor_us == t_us && self->cursor_len_us == len_us)
    return;
  self->cursor_us = t_us;
  self->cursor_len_us = len_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
get_axis (TwCoverStrip *self, TwTimeAxis *ret)
{
  TwCoverPicture p;

  init_picture (self, gtk_widget_get_width (GTK_WIDGET (self)),
                gtk_widget_get_height (GTK_WIDGET (self)), &p);
  *ret = p.chart.time;
}

/* The slot under @x; FALSE where there is none. */
static gboolean
find_slot (TwCoverStrip *self, double x, gint64 *ret_t_us)
{
  TwTimeAxis axis;
  gint64 t_us;

  if (!self->has_data || self->to_us <= self->from_us || x < self->head_width)
    return FALSE;
  get_axis (self, &axis);
  t_us = tw_time_axis_to_time (&axis, x);
  if (t_us < self->data.from_us || t_us >= data_end (self))
    return FALSE;
  *ret_t_us = self->data.from_us + tw_time_floor (t_us - self->data.from_us, self->data.slot_us);
  return TRUE;
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TwCoverStrip *self)
{
  gint64 t_us;

  if (x == self->pointer_x && y == self->pointer_y) /* repeated after each layout */
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  if (find_slot (self, x, &t_us))
    set_cursor (self, t_us, self->data.slot_us);
  else
    set_cursor (self, 0, 0);
}

static void
leave_cb (GtkEventControllerMotion *motion, TwCoverStrip *self)
{
  self->pointer_x = self->pointer_y = -1;
  set_cursor (self, 0, 0);
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, TwCoverStrip *self)
{
  gint64 t_us;

  if (!find_slot (self, x, &t_us))
    return;
  choose_entry (self, t_us);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit (self, signals[SLOT_ACTIVATED], 0, t_us);
}

static void
move_cursor (TwCoverStrip *self, gint64 t_us)
{
  t_us = tw_time_floor (CLAMP (t_us, self->data.from_us, data_end (self) - 1), TW_US_PER_HOUR);
  set_cursor (self, t_us, TW_US_PER_HOUR);
  choose_entry (self, t_us);
  g_signal_emit (self, signals[CURSOR_MOVED], 0, t_us);
}

static gint64
cursor_hour (TwCoverStrip *self)
{
  return self->entry == NULL ? self->from_us
                             : tw_chart_entry_get_time (TW_CHART_ENTRY (self->entry));
}

static void
activate_hour (TwCoverStrip *self)
{
  gint64 hour_us = cursor_hour (self);
  int worst = tw_cover_find_worst (&self->data, hour_us, hour_us + TW_US_PER_HOUR);

  if (worst >= 0)
    g_signal_emit (self, signals[SLOT_ACTIVATED], 0,
                   self->data.from_us + worst * self->data.slot_us);
}

static gboolean
find_step (guint keyval, gint64 *ret_us)
{
  static const struct {
    guint keyval, keypad;
    gint64 step_us;
  } steps[] = { { GDK_KEY_Left, GDK_KEY_KP_Left, -TW_US_PER_HOUR },
                { GDK_KEY_Down, GDK_KEY_KP_Down, -TW_US_PER_HOUR },
                { GDK_KEY_Right, GDK_KEY_KP_Right, TW_US_PER_HOUR },
                { GDK_KEY_Up, GDK_KEY_KP_Up, TW_US_PER_HOUR },
                { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, -TW_US_PER_DAY },
                { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, TW_US_PER_DAY },
                { GDK_KEY_Home, GDK_KEY_KP_Home, -366 * TW_US_PER_DAY },
                { GDK_KEY_End, GDK_KEY_KP_End, 366 * TW_US_PER_DAY } };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (keyval == steps[i].keyval || keyval == steps[i].keypad)
      {
        *ret_us = steps[i].step_us;
        return TRUE;
      }
  return FALSE;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        TwCoverStrip *self)
{
  gint64 step_us;

  if (!self->has_data || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (find_step (keyval, &step_us))
    {
      move_cursor (self, cursor_hour (self) + step_us);
      return TRUE;
    }
  if (keyval == GDK_KEY_Escape && self->cursor_len_us != 0)
    {
      set_cursor (self, 0, 0);
      return TRUE;
    }
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return FALSE;
  activate_hour (self);
  return TRUE;
}

/* A tide's text may be cut where its window is narrow: here it is whole. */
static gboolean
query_tooltip_cb (TwCoverStrip *self, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip,
                  gpointer unused)
{
  TwCoverPicture p;
  gint64 t_us;

  init_picture (self, gtk_widget_get_width (GTK_WIDGET (self)),
                gtk_widget_get_height (GTK_WIDGET (self)), &p);
  if (by_keyboard || x < self->head_width || y >= p.chart.plot.y || self->to_us <= self->from_us)
    return FALSE;
  t_us = tw_time_axis_to_time (&p.chart.time, x);
  for (guint i = 0; i < self->n_tides; i++)
    if (t_us >= self->tides[i].from_us && t_us < self->tides[i].to_us
        && (guint) ((y - HEAD_ROOM_PX) / p.tide_px) == self->tide_rows[i])
      {
        gtk_tooltip_set_text (tooltip, self->tides[i].text);
        return TRUE;
      }
  return FALSE;
}

/* --- object ----------------------------------------------------------------------------------- */

static void
clear_tides (TwCoverStrip *self)
{
  for (guint i = 0; i < self->n_tides; i++)
    g_free ((char *) self->tides[i].text);
  g_clear_pointer (&self->tides, g_free);
  g_clear_pointer (&self->tide_rows, g_free);
  self->n_tides = self->n_tide_rows = 0;
}

static void
tw_cover_strip_dispose (GObject *object)
{
  TwCoverStrip *self = TW_COVER_STRIP (object);

  set_n_entries (self, self->hours, 0);
  set_n_entries (self, self->tide_entries, 0);
  G_OBJECT_CLASS (tw_cover_strip_parent_class)->dispose (object);
}

static void
tw_cover_strip_finalize (GObject *object)
{
  TwCoverStrip *self = TW_COVER_STRIP (object);

  clear_tides (self);
  for (int i = 0; i < N_SERIES; i++)
    g_free (self->values[i]);
  g_free (self->title);
  g_free (self->reason);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->base);
  g_ptr_array_unref (self->hours);
  g_ptr_array_unref (self->tide_entries);
  G_OBJECT_CLASS (tw_cover_strip_parent_class)->finalize (object);
}

static void
tw_cover_strip_class_init (TwCoverStripClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_cover_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_cover_strip_finalize;
  widget->snapshot = tw_cover_strip_snapshot;
  widget->measure = tw_cover_strip_measure;
  widget->size_allocate = tw_cover_strip_size_allocate;
  widget->css_changed = tw_cover_strip_css_changed;
  widget->grab_focus = tw_cover_strip_grab_focus;
  signals[SLOT_ACTIVATED] =
      g_signal_new ("slot-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[CURSOR_MOVED] =
      g_signal_new ("cursor-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget, "coverstrip");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
tw_cover_strip_init (TwCoverStrip *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->zone = g_time_zone_new_utc ();
  self->hours = g_ptr_array_new ();
  self->tide_entries = g_ptr_array_new ();
  self->pointer_x = self->pointer_y = -1;
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Coverage"), -1);
  tw_chart_host_watch (widget, G_CALLBACK (redraw));
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
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
tw_cover_strip_new (void)
{
  return g_object_new (TW_TYPE_COVER_STRIP, NULL);
}

void
tw_cover_strip_set_title (TwCoverStrip *self, const char *title)
{
  g_return_if_fail (TW_IS_COVER_STRIP (self));
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : _ ("Coverage"), -1);
  redraw (self);
}

void
tw_cover_strip_set_now (TwCoverStrip *self, gint64 now_us)
{
  gint64 before_us;

  g_return_if_fail (TW_IS_COVER_STRIP (self));
  before_us = self->now_us;
  self->now_us = now_us;
  if (before_us / TW_US_PER_MIN == now_us / TW_US_PER_MIN)
    return;
  redraw (self);
  if (before_us / TW_US_PER_HOUR != now_us / TW_US_PER_HOUR) /* today may be another day */
    fill_hours (self);
}

/* The new figures differ in the slots first .. last - 1; none: first = last. */
static void
find_changed (TwCoverStrip *self, const double *const *values, guint n, guint *ret_first,
              guint *ret_last)
{
  guint first = n, last = 0;

  for (int s = 0; s < N_SERIES; s++)
    for (guint i = 0; i < n; i++)
      if (self->values[s][i] != values[s][i])
        {
          first = MIN (first, i);
          last = MAX (last, i + 1);
        }
  *ret_first = MIN (first, last);
  *ret_last = last;
}

static void
copy_values (TwCoverStrip *self, const TwCoverData *data, const double *const *values)
{
  for (int s = 0; s < N_SERIES; s++)
    {
      self->values[s] = g_renew (double, self->values[s], MAX (1, data->n_slots));
      memcpy (self->values[s], values[s], data->n_slots * sizeof (double));
    }
  self->data = *data;
  self->data.p50 = self->values[P50];
  self->data.p90 = self->values[P90];
  self->data.wanted = self->values[WANTED];
  self->data.staffed = self->values[STAFFED];
}

void
tw_cover_strip_set_data (TwCoverStrip *self, const TwCoverData *data, const char *reason)
{
  g_return_if_fail (TW_IS_COVER_STRIP (self));
  g_return_if_fail (data == NULL || data->slot_us > 0);
  if (g_strcmp0 (self->reason, reason) != 0)
    {
      g_free (self->reason);
      self->reason = g_strdup (reason);
    }
  redraw (self);
  if (data == NULL)
    {
      self->has_data = FALSE;
      self->cursor_len_us = 0;
      fill_hours (self);
      return;
    }
  const double *const values[N_SERIES] = { data->p50, data->p90, data->wanted, data->staffed };
  if (self->has_data && data->from_us == self->data.from_us && data->slot_us == self->data.slot_us
      && data->n_slots == self->data.n_slots)
    {
      guint first, last;

      find_changed (self, values, data->n_slots, &first, &last);
      copy_values (self, data, values);
      if (last > first)
        describe_hours (self, first, last);
      update_description (self);
      return;
    }
  copy_values (self, data, values);
  self->has_data = TRUE;
  fill_hours (self);
}

void
tw_cover_strip_set_tides (TwCoverStrip *self, const TwCoverTide *tides, guint n)
{
  guint n_rows;

  g_return_if_fail (TW_IS_COVER_STRIP (self));
  n_rows = self->n_tide_rows;
  clear_tides (self);
  self->tides = g_memdup2 (tides, n * sizeof *tides);
  self->tide_rows = g_new0 (guint, MAX (1, n));
  self->n_tides = n;
  self->n_tide_rows = tw_cover_place_tides (tides, n, self->tide_rows);
  set_n_entries (self, self->tide_entries, n);
  for (guint i = 0; i < n; i++)
    {
      self->tides[i].text = g_strdup (tides[i].text);
      tw_chart_entry_set (g_ptr_array_index (self->tide_entries, i), tides[i].from_us,
                          tides[i].nobody
                              ? g_strdup (tides[i].text)
                              : g_strdup_printf (tides[i].met ? _ ("%s, met") : _ ("%s, not met"),
                                                 tides[i].text));
    }
  redraw (self);
  if (n_rows != self->n_tide_rows)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
tw_cover_strip_set_view (TwCoverStrip *self, gint64 from_us, gint64 to_us, GTimeZone *zone,
                         int head_width)
{
  gboolean other_zone;

  g_return_if_fail (TW_IS_COVER_STRIP (self));
  g_return_if_fail (zone != NULL);
  other_zone = zone != self->zone;
  if (from_us == self->from_us && to_us == self->to_us && head_width == self->head_width
      && !other_zone)
    return;
  if (head_width != self->head_width)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->from_us = from_us;
  self->to_us = to_us;
  self->head_width = head_width;
  if (other_zone)
    {
      g_time_zone_ref (zone);
      g_time_zone_unref (self->zone);
      self->zone = zone;
      fill_hours (self);
    }
  if (self->cursor_len_us == 0 && gtk_widget_get_focus_child (GTK_WIDGET (self)) == NULL)
    choose_entry (self, from_us);
  update_description (self);
  redraw (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
