// SPDX-License-Identifier: Apache-2.0
/*
 * The values of a search fall by orders of magnitude in its first second; what matters is the end.
 * So the axis shows the range from the bound to twice the present distance above it (or to the
 * second quartile of what was seen while nothing is proven), and older values leave at the top.
 */
#include "config.h"

#include "desk/roster/tw-gap-picture.h"

#include "desk/chart/tw-chart-paint.h"
#include "desk/roster/tw-roster-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define HEIGHT_PX 72
#define PAD_PX 6

typedef struct {
  double seconds, best, bound;
  gboolean proven;
} Sample;

struct _TwGapPicture {
  GtkWidget parent_instance;
  GArray *samples; /* Sample, by time */
  double max_seconds;
};

G_DEFINE_FINAL_TYPE (TwGapPicture, tw_gap_picture, GTK_TYPE_WIDGET)

typedef struct {
  double left, top, width, height, low, high, max_seconds;
} Axes;

static Axes
find_axes (TwGapPicture *self, double line_px)
{
  const Sample *last = &g_array_index (self->samples, Sample, self->samples->len - 1);
  const Sample *middle = &g_array_index (self->samples, Sample, self->samples->len / 2);
  double low = last->proven ? last->bound : last->best - 0.1 * fabs (last->best);
  double high = MAX (middle->best, last->best + (last->best - low));
  Axes axes = {
    PAD_PX, line_px,          gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PAD_PX, 0, low,
    high,   self->max_seconds
  };

  axes.height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * line_px - PAD_PX;
  if (axes.high - axes.low < 1)
    axes.high = axes.low + 1;
  axes.high += 0.08 * (axes.high - axes.low);
  axes.low -= 0.08 * (axes.high - axes.low);
  return axes;
}

static double
x_of (const Axes *axes, double seconds)
{
  return axes->left + axes->width * MIN (seconds / axes->max_seconds, 1);
}

static double
y_of (const Axes *axes, double value)
{
  return axes->top
         + axes->height * (1 - CLAMP ((value - axes->low) / (axes->high - axes->low), 0, 1));
}

static void
trace (cairo_t *cr, TwGapPicture *self, const Axes *axes, gboolean bound)
{
  gboolean begun = FALSE;
  double y = 0;

  for (guint i = 0; i < self->samples->len; i++)
    {
      const Sample *sample = &g_array_index (self->samples, Sample, i);
      double x = x_of (axes, sample->seconds);

      if (bound && !sample->proven)
        continue;
      if (begun)
        cairo_line_to (cr, x, y);
      y = y_of (axes, bound ? sample->bound : sample->best);
      if (begun)
        cairo_line_to (cr, x, y);
      else
        cairo_move_to (cr, x, y);
      begun = TRUE;
    }
}

static void
paint_names (cairo_t *cr, TwGapPicture *self, const Axes *axes, const TwChartFrame *frame)
{
  const Sample *last = &g_array_index (self->samples, Sample, self->samples->len - 1);
  g_autofree char *best = tw_roster_words_points (last->best);
  g_autofree char *bound = tw_roster_words_points (last->bound);
  g_autofree char *best_text = g_strdup_printf (_ ("best %s"), best);
  g_autofree char *bound_text = last->proven ? g_strdup_printf (_ ("at least %s"), bound)
                                             : g_strdup (_ ("nothing proven yet"));
  g_autofree char *seconds = g_strdup_printf (_ ("%.0f s"), axes->max_seconds);

  tw_chart_paint_text (cr, frame, best_text, axes->left, 0, 0, &frame->palette->text);
  tw_chart_paint_text (cr, frame, bound_text, axes->left, axes->top + axes->height + 2, 0,
                       &frame->palette->dim);
  tw_chart_paint_text (cr, frame, seconds, axes->left + axes->width, axes->top + axes->height + 2,
                       1, &frame->palette->dim);
}

static void
paint (TwGapPicture *self, cairo_t *cr)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  TwChartFrame frame = { .palette =
                             tw_chart_palette_get (adw_style_manager_get_dark (manager),
                                                   adw_style_manager_get_high_contrast (manager)),
                         .pango = gtk_widget_get_pango_context (GTK_WIDGET (self)) };
  const double dashes[] = { 4, 3 };
  Axes axes;

  frame.line_px = tw_chart_line_px (frame.pango);
  axes = find_axes (self, frame.line_px);
  tw_chart_set_color (cr, &frame.palette->grid);
  cairo_rectangle (cr, axes.left, axes.top, axes.width, axes.height);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  trace (cr, self, &axes, TRUE);
  tw_chart_set_color (cr, &frame.palette->dim);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  trace (cr, self, &axes, FALSE);
  tw_chart_set_color (cr, &frame.palette->accent);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  paint_names (cr, self, &axes, &frame);
}

static void
tw_gap_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwGapPicture *self = TW_GAP_PICTURE (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                             (float) gtk_widget_get_height (widget));
  cairo_t *cr;

  if (self->samples->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  paint (self, cr);
  cairo_destroy (cr);
}

static void
tw_gap_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  double line_px = tw_chart_line_px (gtk_widget_get_pango_context (widget));

  *minimum = *natural =
      orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT_PX + (int) (2 * line_px) : 160;
}

static void
tw_gap_picture_finalize (GObject *object)
{
  g_array_unref (TW_GAP_PICTURE (object)->samples);
  G_OBJECT_CLASS (tw_gap_picture_parent_class)->finalize (object);
}

static void
tw_gap_picture_class_init (TwGapPictureClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_gap_picture_finalize;
  widget->snapshot = tw_gap_picture_snapshot;
  widget->measure = tw_gap_picture_measure;
  gtk_widget_class_set_css_name (widget, "gappicture");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tw_gap_picture_init (TwGapPicture *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  self->max_seconds = 1;
}

void
tw_gap_picture_begin (TwGapPicture *self, double max_seconds)
{
  g_return_if_fail (TW_IS_GAP_PICTURE (self));
  g_array_set_size (self->samples, 0);
  self->max_seconds = MAX (max_seconds, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_gap_picture_add (TwGapPicture *self, double seconds, double best, double bound, double gap)
{
  Sample sample = { seconds, best, bound, gap >= 0 };
  g_autofree char *best_text = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (TW_IS_GAP_PICTURE (self));
  if (!isfinite (best))
    return;
  g_array_append_val (self->samples, sample);
  best_text = tw_roster_words_points (best);
  text = gap >= 0 ? g_strdup_printf (_ ("best %s, at most %.1f %% from the optimum"), best_text,
                                     100 * gap)
                  : g_strdup_printf (_ ("best %s, nothing proven yet"), best_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
tw_gap_picture_get_n (TwGapPicture *self)
{
  g_return_val_if_fail (TW_IS_GAP_PICTURE (self), 0);
  return self->samples->len;
}
