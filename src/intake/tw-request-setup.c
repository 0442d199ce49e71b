// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-request-setup.h"

#include "base/tw-error.h"
#include "base/tw-json.h"
#include "base/tw-time.h"
#include "intake/tw-mapping-guess.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define META_PREFIX "mapping."

/* --- zone ------------------------------------------------------------------------------------ */

/* UTC is what machines say that were never told where they stand. */
static char *
dup_system_zone (void)
{
  static const char *const NOWHERE[] = { "UTC", "Etc/UTC", "GMT", "Universal", "Zulu", NULL };
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (local);

  return name == NULL || name[0] == '\0' || name[0] == '/' || g_strv_contains (NOWHERE, name)
             ? NULL
             : g_strdup (name);
}

static gboolean
settle_zone (TwRequestSetup *self, TwStore *store, const char *wanted, GError **error)
{
  g_autoptr (TwDoc) settings = tw_store_get (store, "settings:street", NULL);
  const char *street = settings != NULL ? tw_json_get_string (settings->body, "zone", NULL) : NULL;
  g_autofree char *system = dup_system_zone ();

  self->has_settings = settings != NULL;
  self->zone_origin = wanted != NULL   ? TW_FROM_OPTIONS
                      : street != NULL ? TW_FROM_STREET
                      : system != NULL ? TW_FROM_SYSTEM
                                       : TW_FROM_DEFAULT;
  self->zone_name = g_strdup (wanted != NULL   ? wanted
                              : street != NULL ? street
                              : system != NULL ? system
                                               : TW_TIMEZONE_DEFAULT);
  self->reader.zone = tw_zone_new (self->zone_name, error);
  return self->reader.zone != NULL;
}

/* --- mapping --------------------------------------------------------------------------------- */

static TwMapping *
recall (TwRequestSetup *self, TwStore *store)
{
  g_autofree char *key = g_strconcat (META_PREFIX, self->digest, NULL);
  g_autofree char *text = tw_store_dup_meta (store, key);

  return text != NULL ? tw_mapping_parse (text, NULL) : NULL;
}

static void
settle_mapping (TwRequestSetup *self, TwStore *store, const TwMapping *wanted)
{
  self->mapping_origin = TW_FROM_OPTIONS;
  self->mapping = wanted != NULL ? tw_mapping_copy (wanted) : NULL;
  if (self->mapping == NULL)
    {
      self->mapping_origin = TW_FROM_MEMORY;
      /* Without a header there is nothing to know a file by again. */
      self->mapping = self->sample->has_header ? recall (self, store) : NULL;
    }
  if (self->mapping == NULL)
    {
      self->mapping_origin = TW_FROM_GUESS;
      self->mapping =
          tw_mapping_guess (self->sample->header, self->sample->n_columns, self->sample->rows);
    }
  self->reader.mapping = self->mapping;
}

void
tw_request_setup_remember (TwRequestSetup *self, TwStore *store)
{
  g_autofree char *key = g_strconcat (META_PREFIX, self->digest, NULL);
  g_autofree char *text = tw_mapping_to_string (self->mapping);

  if (self->sample->has_header && self->mapping_origin == TW_FROM_OPTIONS)
    tw_store_set_meta (store, key, text, NULL);
}

gboolean
tw_request_setup_guess_dates (TwRequestSetup *self)
{
  guint n[TW_DATE_ORDER_EITHER + 1] = { 0 };
  int column = self->reader.columns[TW_REQUEST_WHEN];

  for (guint i = 0; column >= 0 && i < self->sample->rows->len; i++)
    {
      char **cells = g_ptr_array_index (self->sample->rows, i);

      n[tw_request_date_order (cells[column])]++;
    }
  return n[TW_DATE_ORDER_MONTH] > n[TW_DATE_ORDER_DAY];
}

gboolean
tw_request_setup_init (TwRequestSetup *self, TwStore *store, const char *path,
                       const TwRequestImportOptions *options, guint n_rows, GError **error)
{
  memset (self, 0, sizeof *self);
  self->sample = tw_request_sample_new (path, &options->layout, n_rows, error);
  if (self->sample == NULL || !settle_zone (self, store, options->zone, error))
    return FALSE;
  self->digest = tw_request_sample_dup_digest (self->sample);
  self->source = tw_request_sample_dup_source (self->sample);
  self->reader.datum = options->datum;
  settle_mapping (self, store, options->mapping);
  return TRUE;
}

/* The datum that the name of a position's column declares: "gcj02_lat", "经度(BD-09)". */
static TwDatum
named_datum (TwRequestSetup *self)
{
  static const TwRequestField FIELDS[] = { TW_REQUEST_LAT, TW_REQUEST_LON, TW_REQUEST_POSITION };
  static const struct {
    const char *part;
    TwDatum datum;
  } NAMES[] = { { "gcj02", TW_DATUM_GCJ02 },  { "gcj-02", TW_DATUM_GCJ02 },
                { "gcj_02", TW_DATUM_GCJ02 }, { "火星", TW_DATUM_GCJ02 },
                { "bd09", TW_DATUM_BD09 },    { "bd-09", TW_DATUM_BD09 },
                { "bd_09", TW_DATUM_BD09 },   { "cgcs2000", TW_DATUM_CGCS2000 } };

  for (gsize i = 0; self->sample->header != NULL && i < G_N_ELEMENTS (FIELDS); i++)
    {
      int column = self->reader.columns[FIELDS[i]];
      g_autofree char *name =
          column >= 0 ? g_ascii_strdown (self->sample->header[column], -1) : g_strdup ("");

      for (gsize n = 0; n < G_N_ELEMENTS (NAMES); n++)
        if (strstr (name, NAMES[n].part) != NULL)
          return NAMES[n].datum;
    }
  return TW_DATUM_WGS84;
}

/* --- odd positions --------------------------------------------------------------------------- */

/* What the sample's columns of latitude and longitude hold. */
typedef struct {
  guint n;         /* rows with two numbers */
  guint n_swapped; /* that fit only the other way round */
  gboolean whole;  /* all of them without a fraction */
  double max_lat, max_lon;
} Positions;

static Positions
look_at_positions (TwRequestSetup *self)
{
  Positions seen = { 0, 0, TRUE, 0, 0 };
  int lat_column = self->reader.columns[TW_REQUEST_LAT];
  int lon_column = self->reader.columns[TW_REQUEST_LON];

  for (guint i = 0; lat_column >= 0 && lon_column >= 0 && i < self->sample->rows->len; i++)
    {
      char **cells = g_ptr_array_index (self->sample->rows, i);
      double lat, lon;

      if (!tw_request_parse_degrees (cells[lat_column], &lat)
          || !tw_request_parse_degrees (cells[lon_column], &lon) || (lat == lon && fabs (lat) <= 1))
        continue;
      seen.n++;
      seen.n_swapped += fabs (lat) > 90 && fabs (lat) <= 180 && fabs (lon) <= 90;
      seen.whole = seen.whole && lat == floor (lat) && lon == floor (lon);
      seen.max_lat = MAX (seen.max_lat, fabs (lat));
      seen.max_lon = MAX (seen.max_lon, fabs (lon));
    }
  return seen;
}

/*
 * Whole numbers of millionths or ten-millionths of a degree: the smaller unit that makes all of
 * them positions. Numbers that would all lie within a degree of (0, 0) are metres of a local grid.
 */
static double
find_scale (const Positions *seen)
{
  static const double SCALES[] = { 1e6, 1e7 };

  if (seen->n == 0 || !seen->whole || (seen->max_lat <= 90 && seen->max_lon <= 180))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (SCALES); i++)
    if (seen->max_lat <= 90 * SCALES[i] && seen->max_lon <= 180 * SCALES[i])
      return seen->max_lat < SCALES[i] && seen->max_lon < SCALES[i] ? 0 : SCALES[i];
  return 0;
}

/* A guess by names is corrected where the numbers allow only the other reading. */
static void
correct_swap (TwRequestSetup *self, const Positions *seen)
{
  int *columns = self->reader.columns;
  int swap = columns[TW_REQUEST_LAT];
  char *name = self->mapping->columns[TW_REQUEST_LAT];

  if (self->mapping_origin != TW_FROM_GUESS || seen->n == 0 || seen->n_swapped < seen->n)
    return;
  columns[TW_REQUEST_LAT] = columns[TW_REQUEST_LON];
  columns[TW_REQUEST_LON] = swap;
  self->mapping->columns[TW_REQUEST_LAT] = self->mapping->columns[TW_REQUEST_LON];
  self->mapping->columns[TW_REQUEST_LON] = name;
  self->swapped = TRUE;
}

static void
settle_positions (TwRequestSetup *self)
{
  Positions seen = look_at_positions (self);

  char **header = self->sample->header;
  int lat = self->reader.columns[TW_REQUEST_LAT];

  correct_swap (self, &seen);
  if (header == NULL || (lat >= 0 && tw_mapping_names_degrees (header[lat])))
    self->reader.per_degree = find_scale (&seen);
}

/* The first column that names months without a day, or -1. */
static int
month_column (TwRequestSetup *self)
{
  const TwRequestSample *sample = self->sample;

  for (guint i = 0; sample->rows->len > 0 && i < sample->n_columns; i++)
    {
      guint n = 0;

      for (guint row = 0; row < sample->rows->len; row++)
        {
          const char *text = ((char **) g_ptr_array_index (sample->rows, row))[i];

          n += strlen (text) > 4 && tw_request_lacks_day (text);
        }
      if (n == sample->rows->len)
        return (int) i;
    }
  return -1;
}

/* Why there is no time in a file that has months. */
static gboolean
fail_months (TwRequestSetup *self, GError **error)
{
  int column = self->mapping->columns[TW_REQUEST_WHEN] == NULL ? month_column (self) : -1;

  if (column < 0)
    return FALSE;
  g_clear_error (error);
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
               _ ("%s: column %d (“%s”) names months without a day, and no other column tells the "
                  "time: export the day and hour of each request"),
               self->sample->path, column + 1,
               self->sample->header != NULL ? self->sample->header[column] : "");
  return TRUE;
}

gboolean
tw_request_setup_resolve (TwRequestSetup *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (tw_mapping_resolve (self->mapping, self->sample->header, self->sample->n_columns,
                          self->reader.columns, &local))
    {
      if (self->reader.datum == TW_DATUM_WGS84)
        self->reader.datum = named_datum (self);
      settle_positions (self);
      return TRUE;
    }
  if (!fail_months (self, &local))
    g_prefix_error (&local, "%s: ", self->sample->path);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
tw_request_setup_clear (TwRequestSetup *self)
{
  g_clear_pointer (&self->sample, tw_request_sample_free);
  g_clear_pointer (&self->mapping, tw_mapping_free);
  g_clear_pointer (&self->zone_name, g_free);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->reader.zone, g_time_zone_unref);
}
