// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/map/tw-heat-legend.h"

#include "desk/chart/tw-chart-host.h"
#include "desk/map/tw-heat-ramp.h"
#include "desk/map/tw-map-layer.h"
#include "desk/map/tw-tile-style.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PADDING_PX 10
#define RAMP_MIN_PX 204
#define BAR_PX 10
#define GAP_PX 12 /* between two texts in one line */
#define COMPACT_RAMP_PX 96
#define COMPACT_GAP_PX 6

struct _TwHeatLegend {
  GtkWidget parent_instance;
  double scale;
  gboolean forecast, compact;
  TwPicture *picture;
  int width, height;
  double line_px; /* of the text it was painted with */
};

G_DEFINE_FINAL_TYPE (TwHeatLegend, tw_heat_legend, GTK_TYPE_WIDGET)

static void
drop_picture (TwHeatLegend *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static PangoContext *
get_pango (TwHeatLegend *self)
{
  return gtk_widget_get_pango_context (GTK_WIDGET (self));
}

static double
text_px (TwHeatLegend *self, const char *text)
{
  return ceil (tw_chart_text_width (get_pango (self), text));
}

/* As long as the texts above and below need it, whichever of them are shown. */
static int
ramp_px (TwHeatLegend *self)
{
  double kind = MAX (text_px (self, _ ("Forecast")), text_px (self, _ ("Observed")));
  double width = kind + GAP_PX + text_px (self, _ ("requests/km² h"));

  if (self->scale <= 0)
    width = MAX (width, text_px (self, _ ("No requests in these 144 hours")));
  return (int) MAX (RAMP_MIN_PX, width);
}

/* The ramp as it looks over land, so that legend and map show one colour for one density. */
static void
paint_bar (cairo_t *cr, double x, double y, int width)
{
  gboolean dark = tw_map_layer_is_dark ();
  const TwHeatRamp *ramp = tw_heat_ramp_get (dark);
  guint32 ground = tw_tile_palette_get (dark)->land;

  for (int i = 0; i < width; i++)
    {
      guint index = tw_heat_ramp_index (i, width - 1);
      TwChartColor color = { tw_heat_ramp_over (ramp, index, ground), 1 };

      tw_chart_set_color (cr, &color);
      cairo_rectangle (cr, x + i, y, 1, BAR_PX);
      cairo_fill (cr);
    }
}

/* Parts of the scale whose step is a round number: 60 has 3, 200 has 4, 1 has 5. */
static int
choose_parts (double scale)
{
  static const int choices[] = { 4, 5, 3, 2 };

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      double step = scale / choices[i], lead = step / pow (10, floor (log10 (step) + 1e-9));

      if (fabs (lead - 1) < 1e-6 || fabs (lead - 2) < 1e-6 || fabs (lead - 5) < 1e-6)
        return choices[i];
    }
  return 2;
}

static int
tick_decimals (double step)
{
  return CLAMP ((int) ceil (-log10 (step) - 1e-9), 0, 4);
}

static void
paint_ticks (TwHeatLegend *self, cairo_t *cr, const TwChartFrame *frame, double y, int width)
{
  int n = choose_parts (self->scale);
  double step = self->scale / n;
  int decimals = tick_decimals (step);

  for (int i = 0; i <= n; i++)
    {
      double x = PADDING_PX + round (i * (width - 1) / (double) n);
      g_autofree char *text = g_strdup_printf ("%.*f", i == 0 ? 0 : decimals, i * step);

      tw_chart_set_color (cr, &frame->palette->dim);
      cairo_rectangle (cr, x, y, 1, 3);
      cairo_fill (cr);
      tw_chart_paint_text (cr, frame, text, x, y + 4,
                           i == 0   ? 0
                           : i == n ? 1
                                    : 0.5,
                           &frame->palette->text);
    }
}

static char *
end_text (TwHeatLegend *self)
{
  int n = self->scale > 0 ? choose_parts (self->scale) : 1;

  return self->scale > 0 ? g_strdup_printf ("%.*f %s", tick_decimals (self->scale / n), self->scale,
                                            _ ("/km² h"))
                         : g_strdup (_ ("No requests"));
}

static int
compact_px (TwHeatLegend *self)
{
  g_autofree char *end = end_text (self);

  return (int) (text_px (self, "0") + COMPACT_GAP_PX + COMPACT_RAMP_PX + COMPACT_GAP_PX
                + text_px (self, end));
}

/* All in one line: the ends of the ramp and the unit. */
static void
paint_compact (TwHeatLegend *self, cairo_t *cr)
{
  TwChartFrame frame = { .palette = tw_chart_host_get_palette (), .pango = get_pango (self) };
  double line = tw_chart_line_px (frame.pango), y = PADDING_PX - 3, x = PADDING_PX;
  g_autofree char *end = end_text (self);

  tw_chart_paint_text (cr, &frame, "0", x, y, 0, &frame.palette->text);
  x += text_px (self, "0") + COMPACT_GAP_PX;
  paint_bar (cr, x, y + round ((line - BAR_PX) / 2), COMPACT_RAMP_PX);
  x += COMPACT_RAMP_PX + COMPACT_GAP_PX;
  tw_chart_paint_text (cr, &frame, end, x, y, 0, &frame.palette->text);
}

static void
paint_full (TwHeatLegend *self, cairo_t *cr)
{
  TwChartFrame frame = { .palette = tw_chart_host_get_palette (), .pango = get_pango (self) };
  double bar_y = PADDING_PX - 3 + tw_chart_line_px (frame.pango) + 4;
  int width = ramp_px (self);

  tw_chart_paint_text (cr, &frame, self->forecast ? _ ("Forecast") : _ ("Observed"), PADDING_PX,
                       PADDING_PX - 3, 0, &frame.palette->text);
  tw_chart_paint_text (cr, &frame, _ ("requests/km² h"), PADDING_PX + width, PADDING_PX - 3, 1,
                       &frame.palette->dim);
  paint_bar (cr, PADDING_PX, bar_y, width);
  if (self->scale > 0)
    paint_ticks (self, cr, &frame, bar_y + BAR_PX, width);
  else
    tw_chart_paint_text (cr, &frame, _ ("No requests in these 144 hours"), PADDING_PX,
                         bar_y + BAR_PX + 4, 0, &frame.palette->dim);
}

void
tw_heat_legend_paint (TwHeatLegend *self, cairo_t *cr)
{
  if (self->compact)
    paint_compact (self, cr);
  else
    paint_full (self, cr);
}

static void
paint (cairo_t *cr, int width, int height, gpointer user_data)
{
  tw_heat_legend_paint (user_data, cr);
}

static void
tw_heat_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwHeatLegend *self = TW_HEAT_LEGEND (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (width <= 0 || height <= 0)
    return;
  if (self->picture == NULL || self->width != width || self->height != height)
    {
      g_clear_object (&self->picture);
      self->picture =
          tw_chart_host_render (width, height, gtk_widget_get_scale_factor (widget), paint, self);
      self->width = width;
      self->height = height;
    }
  tw_picture_append (self->picture, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

static void
tw_heat_legend_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  TwHeatLegend *self = TW_HEAT_LEGEND (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = (self->compact ? compact_px (self) : ramp_px (self)) + 2 * PADDING_PX;
  else if (self->compact)
    *minimum = (int) (tw_chart_line_px (get_pango (self)) + 2 * (PADDING_PX - 3));
  else
    *minimum = (int) (2 * tw_chart_line_px (get_pango (self)) + BAR_PX + 8 + 2 * (PADDING_PX - 3));
  *natural = *minimum;
}

static void
tw_heat_legend_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TwHeatLegend *self = TW_HEAT_LEGEND (widget);
  double line;

  GTK_WIDGET_CLASS (tw_heat_legend_parent_class)->css_changed (widget, change);
  line = tw_chart_line_px (get_pango (self));
  if (line == self->line_px)
    return;
  self->line_px = line;
  drop_picture (self);
  gtk_widget_queue_resize (widget);
}

static void
tw_heat_legend_finalize (GObject *object)
{
  g_clear_object (&TW_HEAT_LEGEND (object)->picture);
  G_OBJECT_CLASS (tw_heat_legend_parent_class)->finalize (object);
}

static void
tw_heat_legend_class_init (TwHeatLegendClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_heat_legend_finalize;
  widget->snapshot = tw_heat_legend_snapshot;
  widget->measure = tw_heat_legend_measure;
  widget->css_changed = tw_heat_legend_css_changed;
  gtk_widget_class_set_css_name (widget, "heatlegend");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

/* The figures under the ramp, from its pale to its dark end. */
static char *
describe_ticks (TwHeatLegend *self)
{
  g_autoptr (GString) figures = g_string_new (NULL);
  int n;

  if (self->scale <= 0)
    return g_strdup (_ ("No requests in these 144 hours"));
  n = choose_parts (self->scale);
  for (int i = 0; i <= n; i++)
    g_string_append_printf (figures, "%s%.*f", i == 0 ? "" : ", ",
                            i == 0 ? 0 : tick_decimals (self->scale / n), i * self->scale / n);
  /* Translators: figures of the legend follow, such as "0, 50, 100, 150" */
  return g_strdup_printf (_ ("From no colour to the strongest: %s"), figures->str);
}

static void
update_accessible (TwHeatLegend *self)
{
  g_autofree char *text =
      g_strdup_printf (self->forecast ? _ ("Legend: 0 to %g requests per km² and hour, forecast")
                                      : _ ("Legend: 0 to %g requests per km² and hour, observed"),
                       self->scale);

  g_autofree char *ticks = describe_ticks (self);

  /* before the description: a tooltip is taken for one */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->compact ? text : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, ticks, -1);
}

static void
tw_heat_legend_init (TwHeatLegend *self)
{
  tw_chart_host_watch (GTK_WIDGET (self), G_CALLBACK (drop_picture));
  update_accessible (self);
}

GtkWidget *
tw_heat_legend_new (void)
{
  return g_object_new (TW_TYPE_HEAT_LEGEND, NULL);
}

void
tw_heat_legend_set (TwHeatLegend *self, double scale, gboolean forecast)
{
  gboolean resizes = self->compact ? self->scale != scale : (self->scale > 0) != (scale > 0);

  if (self->scale == scale && self->forecast == forecast)
    return;
  self->scale = scale;
  self->forecast = forecast;
  update_accessible (self);
  drop_picture (self);
  if (resizes)
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
tw_heat_legend_set_compact (TwHeatLegend *self, gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  update_accessible (self);
  drop_picture (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

double
tw_heat_legend_get_scale (TwHeatLegend *self)
{
  return self->scale;
}
