// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/compat.h"
#include "desk/tw-shot.h"

#include <glib/gi18n-lib.h>

typedef gboolean (*ExportFunc) (TwHeatPage *self, const char *path, GError **error);

typedef struct {
  TwHeatPage *page; /* owned */
  ExportFunc save;
} Export;

static gboolean
save_map (TwHeatPage *self, const char *path, GError **error)
{
  return tw_shot_save (self->map_overlay, path, error);
}

static gboolean
save_chart (TwHeatPage *self, const char *path, GError **error)
{
  return tw_band_chart_save_png (tw_heat_pane_get_chart (self->pane), path,
                                 tw_heat_page_get_area_name (self), 2, error);
}

static gboolean
save_csv (TwHeatPage *self, const char *path, GError **error)
{
  return tw_band_chart_save_csv (tw_heat_pane_get_chart (self->pane), path, error);
}

static void
chosen_cb (GFile *file, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = file == NULL ? NULL : g_file_get_path (file);

  if (path != NULL && !export->save (export->page, path, &error))
    g_signal_emit_by_name (export->page->duty, "problem", error->message);
  g_object_unref (export->page);
  g_free (export);
}

/* "heat-2026-11-24-0700.png": sorts by time among its like. */
static char *
suggest_name (TwHeatPage *self, const char *what, const char *suffix)
{
  TwLocalTime local;

  tw_time_to_local (tw_time_strip_get_hour_us (self->strip), self->street->zone, &local);
  return g_strdup_printf ("%s-%04d-%02d-%02d-%02d%02d.%s", what, local.year, local.month, local.day,
                          local.hour, local.minute, suffix);
}

static void
choose (TwHeatPage *self, const char *title, const char *what, const char *suffix, ExportFunc save)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *glob = g_strdup_printf ("*.%s", suffix);
  const char *patterns[] = { g_str_equal (suffix, "csv") ? _ ("Table") : _ ("Picture"), glob,
                             NULL };
  g_autofree char *name = NULL;
  Export *export;

  if (self->street == NULL || !GTK_IS_WINDOW (root))
    return;
  name = suggest_name (self, what, suffix);
  export = g_new (Export, 1);
  export->page = g_object_ref (self);
  export->save = save;
  tw_compat_choose_file (GTK_WINDOW (root), TW_CHOOSE_SAVE, title, patterns, name, chosen_cb,
                         export);
}

void
tw_heat_page_export_map (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose (TW_HEAT_PAGE (widget), _ ("Export the map"), "heat", "png", save_map);
}

void
tw_heat_page_export_chart (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose (TW_HEAT_PAGE (widget), _ ("Export the chart"), "chart", "png", save_chart);
}

void
tw_heat_page_export_csv (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose (TW_HEAT_PAGE (widget), _ ("Export the figures"), "demand", "csv", save_csv);
}
