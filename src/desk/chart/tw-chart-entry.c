// SPDX-License-Identifier: Apache-2.0
#include "desk/chart/tw-chart-entry.h"

struct _TwChartEntry {
  GtkWidget parent_instance;
  gint64 t_us;
  char *text;
};

G_DEFINE_FINAL_TYPE (TwChartEntry, tw_chart_entry, GTK_TYPE_WIDGET)

static void
tw_chart_entry_finalize (GObject *object)
{
  g_free (TW_CHART_ENTRY (object)->text);
  G_OBJECT_CLASS (tw_chart_entry_parent_class)->finalize (object);
}

static void
tw_chart_entry_class_init (TwChartEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_chart_entry_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "charthour");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
tw_chart_entry_init (TwChartEntry *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

TwChartEntry *
tw_chart_entry_new (GtkWidget *parent)
{
  GtkWidget *self = g_object_new (TW_TYPE_CHART_ENTRY, NULL);

  gtk_widget_set_parent (self, parent);
  return TW_CHART_ENTRY (self);
}

void
tw_chart_entry_set (TwChartEntry *self, gint64 t_us, char *text_taken)
{
  self->t_us = t_us;
  if (g_strcmp0 (self->text, text_taken) == 0)
    {
      g_free (text_taken);
      return;
    }
  g_free (self->text);
  self->text = text_taken;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text,
                                  -1);
}

gint64
tw_chart_entry_get_time (TwChartEntry *self)
{
  return self->t_us;
}

const char *
tw_chart_entry_get_text (TwChartEntry *self)
{
  return self->text;
}
