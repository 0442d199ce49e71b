// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-requests.h"

#include "base/tw-time.h"
#include "intake/tw-request-setup.h"

#include "config.h"

#define SAMPLE_ROWS 200

static void
row_free (TwPreviewRow *row)
{
  g_strfreev (row->cells);
  tw_request_read_clear (&row->read);
  g_free (row->at_text);
  g_free (row);
}

void
tw_request_preview_free (TwRequestPreview *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  tw_request_sample_free (self->sample);
  tw_mapping_free (self->mapping);
  g_free (self->zone);
  g_free (self->mapping_problem);
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    g_free (self->field_problems[i]);
  g_free (self);
}

static char *
format_local (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime local;

  tw_time_to_local (t_us, zone, &local);
  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", local.year, local.month, local.day,
                          local.hour, local.minute);
}

static void
add_row (TwRequestPreview *self, const TwRequestReader *reader, char **cells)
{
  TwPreviewRow *row = g_new0 (TwPreviewRow, 1);

  row->cells = g_strdupv (cells);
  g_ptr_array_add (self->rows, row);
  if (self->mapping_problem != NULL)
    return;
  tw_request_cells_read (reader, cells, g_strv_length (cells), &row->read);
  if (row->read.problem == NULL || row->read.problem_field != TW_REQUEST_WHEN)
    row->at_text = format_local (row->read.at_us, reader->zone);
  if (row->read.problem == NULL)
    return;
  self->n_problems++;
  if (self->field_problems[row->read.problem_field] == NULL)
    self->field_problems[row->read.problem_field] = g_strdup (row->read.problem);
}

TwRequestPreview *
tw_request_preview_new (TwStore *store, const char *path, const TwRequestImportOptions *options,
                        guint n_rows, GError **error)
{
  static const TwRequestImportOptions DEFAULTS;
  g_autoptr (TwRequestPreview) self = NULL;
  g_autoptr (GError) unresolved = NULL;
  TwRequestSetup setup;

  g_return_val_if_fail (store != NULL && path != NULL, NULL);
  options = options != NULL ? options : &DEFAULTS;
  if (!tw_request_setup_init (&setup, store, path, options, MAX (n_rows, SAMPLE_ROWS), error))
    {
      tw_request_setup_clear (&setup);
      return NULL;
    }
  self = g_new0 (TwRequestPreview, 1);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  if (!tw_request_setup_resolve (&setup, &unresolved))
    self->mapping_problem = g_strdup (unresolved->message);
  else
    setup.reader.month_first = options->dates == TW_DATE_AUTO
                                   ? tw_request_setup_guess_dates (&setup)
                                   : options->dates == TW_DATE_MONTH_FIRST;
  for (guint i = 0; i < MIN (n_rows, setup.sample->rows->len); i++)
    add_row (self, &setup.reader, g_ptr_array_index (setup.sample->rows, i));
  self->month_first = setup.reader.month_first;
  self->datum = setup.reader.datum;
  self->mapping_origin = setup.mapping_origin;
  self->zone_origin = setup.zone_origin;
  self->sample = g_steal_pointer (&setup.sample);
  self->mapping = g_steal_pointer (&setup.mapping);
  self->zone = g_steal_pointer (&setup.zone_name);
  tw_request_setup_clear (&setup);
  return g_steal_pointer (&self);
}
