// SPDX-License-Identifier: Apache-2.0
#include "desk/roster/tw-fair-cell.h"

#include "desk/chart/tw-chart-host.h"

#include <math.h>

#define BAR_PX 5
#define TEXT_CHARS 7

struct _TwFairCell {
  GtkWidget parent_instance;
  GtkWidget *text;
  double share, mean;
};

G_DEFINE_FINAL_TYPE (TwFairCell, tw_fair_cell, GTK_TYPE_WIDGET)

/* Left of the figure; what lies beyond the mean is stronger, so that the eye finds who bears more
 * without reading. */
static void
tw_fair_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwFairCell *self = TW_FAIR_CELL (widget);
  const TwChartPalette *palette = tw_chart_host_get_palette ();
  double text_px = tw_chart_text_width (gtk_widget_get_pango_context (widget), "00000 min");
  float width = (float) fmax (1, gtk_widget_get_width (widget) - ceil (text_px) - 6),
        y = roundf (((float) gtk_widget_get_height (widget) - BAR_PX) / 2);
  GdkRGBA fill = tw_chart_host_rgba (&palette->bar), mark = tw_chart_host_rgba (&palette->text);

  if (isfinite (self->share) && self->share > 0)
    {
      float end = roundf (width * (float) fmin (1, self->share)),
            middle = roundf (width * (float) fmin (1, self->mean));

      fill.alpha = 0.5f;
      gtk_snapshot_append_color (snapshot, &fill,
                                 &GRAPHENE_RECT_INIT (0, y, MIN (end, middle), BAR_PX));
      fill.alpha = 1;
      if (end > middle)
        gtk_snapshot_append_color (snapshot, &fill,
                                   &GRAPHENE_RECT_INIT (middle, y, end - middle, BAR_PX));
    }
  if (isfinite (self->share))
    gtk_snapshot_append_color (snapshot, &mark,
                               &GRAPHENE_RECT_INIT (roundf ((width - 1)
                                                            * (float) fmin (1, self->mean)),
                                                    y - 2, 1, BAR_PX + 3));
  GTK_WIDGET_CLASS (tw_fair_cell_parent_class)->snapshot (widget, snapshot);
}

static void
tw_fair_cell_dispose (GObject *object)
{
  g_clear_pointer (&TW_FAIR_CELL (object)->text, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_fair_cell_parent_class)->dispose (object);
}

static void
tw_fair_cell_class_init (TwFairCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_fair_cell_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = tw_fair_cell_snapshot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "faircell");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tw_fair_cell_init (TwFairCell *self)
{
  GtkInscription *text;

  self->share = NAN;
  self->text = gtk_inscription_new (NULL);
  text = GTK_INSCRIPTION (self->text);
  gtk_inscription_set_xalign (text, 1);
  gtk_widget_set_margin_end (GTK_WIDGET (text), 12); /* the next column begins with a bar */
  gtk_inscription_set_min_chars (text, TEXT_CHARS);
  gtk_inscription_set_nat_chars (text, TEXT_CHARS + 4);
  gtk_widget_add_css_class (self->text, "numeric");
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
  tw_chart_host_watch (GTK_WIDGET (self), G_CALLBACK (gtk_widget_queue_draw));
}

GtkWidget *
tw_fair_cell_new (void)
{
  return g_object_new (TW_TYPE_FAIR_CELL, NULL);
}

void
tw_fair_cell_set (TwFairCell *self, const char *text, const char *spoken, double share, double mean)
{
  g_return_if_fail (TW_IS_FAIR_CELL (self));
  gtk_inscription_set_text (GTK_INSCRIPTION (self->text), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  self->share = share;
  self->mean = mean;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
