// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-progress-view.h"

#include "desk/tw-text.h"

#include "config.h"

#include <glib/gi18n-lib.h>

struct _TwProgressView {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkProgressBar *bar;
  GtkLabel *doing, *left;
  gint64 began_us;
  gboolean stopping;
};

G_DEFINE_FINAL_TYPE (TwProgressView, tw_progress_view, GTK_TYPE_WIDGET)

/* Too early a guess is worse than none. */
static char *
dup_time_left (TwProgressView *self, double fraction)
{
  double elapsed_s = (double) (g_get_monotonic_time () - self->began_us) / G_USEC_PER_SEC;

  if (fraction < 0.02 || elapsed_s < 0.5)
    return NULL;
  return tw_text_time_left (elapsed_s / fraction * (1 - fraction));
}

void
tw_progress_view_begin (TwProgressView *self, const char *doing)
{
  g_return_if_fail (TW_IS_PROGRESS_VIEW (self));
  self->began_us = g_get_monotonic_time ();
  self->stopping = FALSE;
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_label_set_text (self->doing, doing);
  gtk_label_set_text (self->left, "");
}

void
tw_progress_view_set (TwProgressView *self, double fraction, const char *doing)
{
  g_autofree char *left = NULL;

  g_return_if_fail (TW_IS_PROGRESS_VIEW (self));
  fraction = CLAMP (fraction, 0, 1);
  gtk_progress_bar_set_fraction (self->bar, fraction);
  if (self->stopping)
    return;
  left = dup_time_left (self, fraction);
  if (doing != NULL)
    gtk_label_set_text (self->doing, doing);
  gtk_label_set_text (self->left, left != NULL ? left : "");
}

void
tw_progress_view_stopping (TwProgressView *self)
{
  g_return_if_fail (TW_IS_PROGRESS_VIEW (self));
  self->stopping = TRUE;
  gtk_label_set_text (self->doing, _ ("Stopping and clearing up"));
  gtk_label_set_text (self->left, "");
}

static void
tw_progress_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_PROGRESS_VIEW);
  G_OBJECT_CLASS (tw_progress_view_parent_class)->dispose (object);
}

static void
tw_progress_view_class_init (TwProgressViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_progress_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/progress-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TwProgressView, box);
  gtk_widget_class_bind_template_child (widget_class, TwProgressView, bar);
  gtk_widget_class_bind_template_child (widget_class, TwProgressView, doing);
  gtk_widget_class_bind_template_child (widget_class, TwProgressView, left);
}

static void
tw_progress_view_init (TwProgressView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
