// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-request-import-private.h"

#include "base/tw-error.h"
#include "base/tw-hash.h"
#include "base/tw-time.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * The first pass. It writes nothing, so whatever is wrong with the file as a whole is found before
 * the store is touched: a column of free text mapped as the service, a zone on another continent,
 * dates that could be read either way.
 */

#define SERVICES_MAX 1000
#define COMMUNITIES_MAX 5000
#define EVERY 2048
/* So many rows are compared with what is there. */
#define COMPARE_ROWS 300
#define SCAN_SHARE 0.25
/* 15 degrees are an hour; civil zones stretch up to three hours west of theirs (Kashgar). */
#define ZONE_MAX_DEGREES 60.0

void
tw_request_import_warn (TwRequestImport *self, char *warning)
{
  g_ptr_array_add (self->result.warnings, warning);
}

void
tw_request_import_row_key (TwRequestImport *self, TwCsv *csv, guint8 ret_key[TW_REPEATS_KEY_LEN])
{
  const TwRequestSample *sample = self->setup.sample;
  guint n = sample->order != NULL ? MAX (sample->n_columns, tw_csv_n_fields (csv))
                                  : tw_csv_n_fields (csv);
  g_autoptr (GString) text = g_string_sized_new (512);
  guint8 digest[TW_SHA256_LEN];

  for (guint i = 0; i < n; i++)
    {
      guint column = sample->order != NULL && i < sample->n_columns ? sample->order[i] : i;
      const char *field = column < tw_csv_n_fields (csv) ? tw_csv_field (csv, column) : "";

      g_string_append_printf (text, "%u:", (guint) strlen (field));
      g_string_append (text, field);
    }
  tw_sha256 (text->str, text->len, digest);
  memcpy (ret_key, digest, TW_REPEATS_KEY_LEN);
}

static gboolean
check_count (TwRequestImport *self, TwRequestField field, guint n, guint max, GError **error)
{
  const char *column = self->setup.mapping->columns[field];

  if (n <= max)
    return TRUE;
  if (self->setup.mapping_origin == TW_FROM_GUESS)
    {
      self->seen.overflown = TRUE;
      self->seen.overflow = field;
      tw_request_import_warn (
          self,
          g_strdup_printf (_ ("The column “%s” looked like “%s”, but has more than %u different "
                              "values: it was left out. If another column holds that, map it"),
                           column != NULL ? column : "", tw_request_field_name (field), max));
    }
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
               _ ("%s: the column “%s”, mapped as “%s”, has more than %u different values: it "
                  "holds something "
                  "else. Map another column"),
               self->path, column != NULL ? column : "", tw_request_field_name (field), max);
  return FALSE;
}

static void
note_dates (TwRequestImport *self, const char *when)
{
  gsize len = strlen (when);

  self->seen.n_date_orders[tw_request_date_order (when)]++;
  if (len > 2 && (when[len - 1] == 'M' || when[len - 1] == 'm'))
    self->seen.saw_half_day = TRUE;
}

static gboolean
is_midnight (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime local;

  if (t_us % (15 * TW_US_PER_MIN) != 0)
    return FALSE;
  tw_time_to_local (t_us, zone, &local);
  return local.hour == 0 && local.minute == 0;
}

/* Whether the place is on the map that was imported, or near it. */
static gboolean
is_on_map (const TwBox *map, double lat, double lon)
{
  double height = MAX (map->north - map->south, 0.05), width = MAX (map->east - map->west, 0.05);

  return lat >= map->south - height && lat <= map->north + height && lon >= map->west - width
         && lon <= map->east + width;
}

/* Whether a request stands at the very time and place of this row. */
static gboolean
is_alike (TwRequestImport *self, const TwRequestRead *read)
{
  g_autoptr (GArray) rows = tw_query_requests (self->store, read->at_us, read->at_us + 1, NULL);
  gint32 lat_e7 = (gint32) lround (read->lat * TW_E7), lon_e7 = (gint32) lround (read->lon * TW_E7);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);

      if (row->lat_e7 == lat_e7 && row->lon_e7 == lon_e7)
        return TRUE;
    }
  return FALSE;
}

static void
note_position (TwRequestImport *self, const TwRequestRead *read)
{
  const TwBox *map = self->options->map_extent;

  if (self->seen.n_compared < COMPARE_ROWS)
    {
      self->seen.n_compared++;
      self->seen.n_alike += is_alike (self, read);
    }
  self->seen.n_placed++;
  self->seen.sum_lon += read->lon;
  if (map == NULL)
    return;
  if (is_on_map (map, read->lat, read->lon))
    self->seen.n_on_map++;
  else if (is_on_map (map, read->lon, read->lat))
    self->seen.n_exchanged++;
}

static gboolean
note_row (TwRequestImport *self, TwCsv *csv, TwRequestRead *read, GError **error)
{
  TwLatLon position = { read->lat, read->lon };
  guint8 key[TW_REPEATS_KEY_LEN];

  if (self->repeats != NULL)
    {
      tw_request_import_row_key (self, csv, key);
      tw_repeats_note (self->repeats, key);
    }
  note_dates (self, read->values[TW_REQUEST_WHEN]);
  if (read->problem != NULL)
    return TRUE;
  tw_key_book_get (self->services, read->values[TW_REQUEST_SERVICE]);
  tw_key_book_get (self->channels, read->values[TW_REQUEST_CHANNEL]);
  tw_community_book_note (self->communities, read->values[TW_REQUEST_COMMUNITY],
                          read->placed ? &position : NULL);
  self->seen.some_us = read->at_us;
  self->seen.n_read++;
  self->seen.n_midnight += is_midnight (read->at_us, self->setup.reader.zone);
  if (read->placed)
    note_position (self, read);
  return check_count (self, TW_REQUEST_SERVICE, tw_key_book_get_n_new (self->services),
                      SERVICES_MAX, error)
         && check_count (self, TW_REQUEST_CHANNEL, tw_key_book_get_n_new (self->channels),
                         SERVICES_MAX, error)
         && check_count (self, TW_REQUEST_COMMUNITY,
                         tw_community_book_get_n_new_names (self->communities), COMMUNITIES_MAX,
                         error);
}

static gboolean
scan_rows (TwRequestImport *self, TwInput *input, TwCsv *csv, GError **error)
{
  for (guint64 n = 0;; n++)
    {
      g_autoptr (GError) local = NULL;
      TwCsvStatus status = tw_csv_next (csv, &local);
      TwRequestRead read;
      gboolean ok;

      if (n % EVERY == 0 && g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (n % EVERY == 0 && self->progress != NULL)
        self->progress (SCAN_SHARE * tw_input_get_fraction (input), _ ("Looking through the file"),
                        self->user_data);
      if (status == TW_CSV_END)
        return TRUE;
      if (status == TW_CSV_FAIL)
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", self->path);
          return FALSE;
        }
      if (status == TW_CSV_BAD)
        continue;
      tw_request_row_read (&self->setup.reader, csv, &read);
      ok = note_row (self, csv, &read, error);
      tw_request_read_clear (&read);
      if (!ok)
        return FALSE;
    }
}

/* --- conclusions ----------------------------------------------------------------------------- */

static void
settle_dates (TwRequestImport *self)
{
  guint64 month = self->seen.n_date_orders[TW_DATE_ORDER_MONTH],
          day = self->seen.n_date_orders[TW_DATE_ORDER_DAY];
  gboolean month_first = month > day;

  if (self->options->dates != TW_DATE_AUTO)
    month_first = self->options->dates == TW_DATE_MONTH_FIRST;
  else if (month > 0 && day > 0)
    tw_request_import_warn (
        self,
        g_strdup (_ ("Some dates put the day first and others the month; those that can be read "
                     "either way follow the majority")));
  else if (month + day == 0 && self->seen.n_date_orders[TW_DATE_ORDER_EITHER] > 0)
    {
      month_first = self->seen.saw_half_day;
      tw_request_import_warn (
          self,
          g_strdup (month_first
                        ? _ ("All dates can be read with the month or the day first; the month was "
                             "taken as first. State the order of dates if that is wrong")
                        : _ ("All dates can be read with the month or the day first; the day was "
                             "taken as first. State the order of dates if that is wrong")));
    }
  self->setup.reader.month_first = self->result.month_first = month_first;
}

/* Whether the times in the sample carry no zone of their own, so that ours matters. */
static gboolean
times_lack_zone (TwRequestImport *self)
{
  g_autoptr (GTimeZone) west = g_time_zone_new_offset (-3600);
  g_autoptr (GTimeZone) east = g_time_zone_new_offset (3600);
  int column = self->setup.reader.columns[TW_REQUEST_WHEN];
  GPtrArray *rows = self->setup.sample->rows;
  gint64 a, b;

  for (guint i = 0; i < MIN (rows->len, 20); i++)
    {
      const char *text = ((char **) g_ptr_array_index (rows, i))[column];

      if (tw_time_parse (text, west, FALSE, &a, NULL) && tw_time_parse (text, east, FALSE, &b, NULL)
          && a != b)
        return TRUE;
    }
  return FALSE;
}

/* The times are right, being zoned; the hours of the day they are shown and forecast in are not. */
static void
warn_hours (TwRequestImport *self, double lon)
{
  if (self->setup.zone_origin != TW_FROM_OPTIONS)
    tw_request_import_warn (
        self,
        g_strdup_printf (_ ("The hours of the day are counted in the zone %s, but the positions "
                            "lie near longitude %.0f (about UTC%+.0f): state the zone of the "
                            "street if that is wrong"),
                         self->setup.zone_name, lon, round (lon / 15)));
}

/* FALSE where the positions lie on another side of the globe than the zone. */
static gboolean
check_zone (TwRequestImport *self)
{
  TwLocalTime local;
  double lon, off;

  if (self->seen.n_placed == 0)
    return TRUE;
  lon = self->seen.sum_lon / (double) self->seen.n_placed;
  tw_time_to_local (self->seen.some_us, self->setup.reader.zone, &local);
  off = fabs (lon - local.offset_s / 240.0);
  if (MIN (off, 360 - off) <= ZONE_MAX_DEGREES)
    return TRUE;
  if (!times_lack_zone (self))
    {
      warn_hours (self, lon);
      return TRUE;
    }
  tw_request_import_warn (
      self, g_strdup_printf (
                _ ("The times were read in the zone %s, but the positions lie near longitude "
                   "%.0f (about UTC%+.0f): state the zone of the file if that is wrong"),
                self->setup.zone_name, lon, round (lon / 15)));
  return FALSE;
}

/* What is odd about the positions, and what to do about it. */
static void
warn_positions (TwRequestImport *self)
{
  const TwRequestSetup *setup = &self->setup;
  const char *lat = setup->mapping->columns[TW_REQUEST_LAT];
  const char *lon = setup->mapping->columns[TW_REQUEST_LON];

  if (setup->reader.per_degree > 0)
    tw_request_import_warn (
        self, g_strdup_printf (_ ("Latitude and longitude are whole numbers: they were read with "
                                  "%.0f to a degree"),
                               setup->reader.per_degree));
  if (setup->swapped)
    tw_request_import_warn (
        self, g_strdup_printf (_ ("The column “%s” holds latitudes and “%s” longitudes, whatever "
                                  "they are called: they were read so"),
                               lat, lon));
  if (self->seen.n_exchanged * 2 > self->seen.n_placed && lat != NULL && lon != NULL)
    tw_request_import_warn (
        self, g_strdup_printf (_ ("Most positions lie far off the map, but on it with latitude and "
                                  "longitude exchanged: if so, take this import back and map "
                                  "lat=%s,lon=%s"),
                               lon, lat));
}

/* One midnight is chance; where nearly all are, the hour is not in the column. */
static void
check_hours (TwRequestImport *self)
{
  if (self->seen.n_read >= 10 && self->seen.n_midnight * 100 >= self->seen.n_read * 95)
    tw_request_import_warn (
        self,
        g_strdup (_ ("The times are dates without an hour: all requests stand at midnight, so "
                     "hours of the day mean nothing. If another column holds the time of day, "
                     "map it as “time”")));
}

void
tw_request_import_judge (TwRequestImport *self)
{
  const TwRequestImportResult *result = &self->result;
  const int *columns = self->setup.reader.columns;

  if (result->n_rows == 0)
    tw_request_import_warn (self, g_strdup (_ ("The file holds a header and no rows")));
  else if (result->n_rejected == result->n_rows)
    tw_request_import_warn (self, g_strdup_printf (_ ("Every row was rejected. The first: %s"),
                                                   self->first_problem));
  else if (columns[TW_REQUEST_POSITION] < 0 && columns[TW_REQUEST_LAT] < 0)
    tw_request_import_warn (
        self, g_strdup (_ ("No columns of latitude and longitude in degrees were found, so the "
                           "requests are without a place. Projected coordinates (metres or feet) "
                           "are not read: export the positions as degrees (WGS 84)")));
}

void
tw_request_import_judge_doubles (TwRequestImport *self)
{
  if (self->result.n_added * 2 > self->result.n_rows && self->seen.n_compared >= 10
      && self->seen.n_alike * 10 > self->seen.n_compared * 9)
    tw_request_import_warn (
        self, g_strdup (_ ("Most rows stand at the time and place of requests that were there "
                           "already, but have other numbers or columns: they may now count twice. "
                           "If so, take this import back")));
}

gboolean
tw_request_import_scan (TwRequestImport *self, GError **error)
{
  g_autoptr (TwCsv) csv = NULL;
  g_autoptr (TwInput) input = tw_request_sample_reopen (self->setup.sample, &csv, error);
  gboolean fits;

  if (input == NULL || !scan_rows (self, input, csv, error))
    return FALSE;
  settle_dates (self);
  check_hours (self);
  warn_positions (self);
  if (self->setup.reader.datum != self->options->datum)
    tw_request_import_warn (
        self, g_strdup (_ ("The name of a column says that positions are not WGS 84; they were "
                           "converted from the datum it names")));
  fits = check_zone (self);
  /* A street without settings takes its zone from the first file that is sure of it. */
  self->result.made_settings =
      !self->setup.has_settings && self->seen.n_placed > 0
      && (self->setup.zone_origin == TW_FROM_OPTIONS || (fits && times_lack_zone (self)));
  tw_community_book_settle (self->communities);
  self->result.used_grid = tw_community_book_uses_grid (self->communities);
  return TRUE;
}
