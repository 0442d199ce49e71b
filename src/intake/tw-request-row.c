// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-request-row.h"

#include "base/tw-time.h"
#include "intake/tw-shorten.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the document types allow, in bytes. */
#define NAME_MAX_BYTES 400
#define TEXT_MAX_BYTES 32000
#define ADDRESS_MAX_BYTES 2000
#define ID_MAX_BYTES 512
#define AGE_MAX 130
/* A request before the first telephone exchange or after the next century is a slip. */
#define YEAR_MIN 1900
#define YEAR_MAX 2200

void
tw_request_read_clear (TwRequestRead *read)
{
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    g_clear_pointer (&read->values[i], g_free);
  g_clear_pointer (&read->problem, g_free);
}

static void
set_problem (TwRequestRead *read, TwRequestField field, char *problem)
{
  if (read->problem != NULL)
    {
      g_free (problem);
      return;
    }
  read->problem = problem;
  read->problem_field = field;
}

/* @format holds one %s, for the value of the file. */
static char *G_GNUC_FORMAT (1) quote_problem (const char *format, const char *value)
{
  g_autofree char *shown = tw_shorten (value, 40);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  return g_strconcat (parts[0], shown, parts[1], NULL);
}

gboolean
tw_request_is_nothing (const char *text)
{
  static const char *const NOTHING[] = { "",   "null", "none", "nan", "n/a",
                                         "na", "-",    "\\n",  "无",  NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  g_strstrip (lower);
  return g_strv_contains (NOTHING, lower);
}

/* --- positions ------------------------------------------------------------------------------- */

/* Minutes and seconds of arc behind the degrees, with the marks people use for them. FALSE when a
 * number of them is none. */
static gboolean
add_sixtieths (char **text, double *value)
{
  static const char *const MARKS[2][5] = { { "'", "′", "’", "分", "m" },
                                           { "\"", "″", "”", "秒", "''" } };
  char *at = *text;
  double sum = 0;

  while (*at == ' ')
    at++;
  if (!g_str_has_prefix (at, "°") && !g_str_has_prefix (at, "度"))
    return TRUE;
  at += strlen (g_str_has_prefix (at, "°") ? "°" : "度");
  for (int part = 0; part < 2; part++)
    {
      char *end = NULL;
      double number;
      gsize mark = 0;

      while (*at == ' ')
        at++;
      if (!g_ascii_isdigit (*at))
        break;
      number = g_ascii_strtod (at, &end);
      while (mark < 5 && !g_str_has_prefix (end, MARKS[part][mark]))
        mark++;
      if (mark == 5 || number >= 60)
        return FALSE;
      sum += number / (part == 0 ? 60 : 3600);
      at = end + strlen (MARKS[part][mark]);
    }
  *value += *value < 0 ? -sum : sum;
  *text = at;
  return TRUE;
}

gboolean
tw_request_parse_degrees (const char *text, double *ret_value)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  char *comma = strchr (copy, ','), *end = NULL;
  double value;

  if (comma != NULL && strchr (copy, '.') == NULL && strchr (comma + 1, ',') == NULL)
    *comma = '.';
  /* Hexadecimal and "inf" are numbers to strtod, not to a map. */
  if (strpbrk (copy, "xXiIpP") != NULL)
    return FALSE;
  value = g_ascii_strtod (copy, &end);
  if (end == copy || !isfinite (value) || !add_sixtieths (&end, &value))
    return FALSE;
  while (*end == ' ' || g_str_has_prefix (end, "°"))
    end += *end == ' ' ? 1 : strlen ("°");
  if ((*end == 'S' || *end == 'W') && value > 0)
    value = -value;
  if (*end != '\0' && strchr ("NSEW", *end) != NULL)
    end++;
  if (*end != '\0')
    return FALSE;
  *ret_value = value;
  return TRUE;
}

/* The next number at or after @text; moves *@text behind it. */
static gboolean
next_number (const char **text, double *ret_value)
{
  for (const char *at = *text; *at != '\0'; at++)
    if (g_ascii_isdigit (*at) || ((*at == '-' || *at == '+') && g_ascii_isdigit (at[1])))
      {
        char *end = NULL;

        *ret_value = g_ascii_strtod (at, &end);
        *text = end;
        return TRUE;
      }
  return FALSE;
}

static gboolean
two_numbers (const char *text, double *ret_first, double *ret_second)
{
  return next_number (&text, ret_first) && next_number (&text, ret_second);
}

/* {'latitude': '40.7', 'longitude': '-74.0'} as some portals write it. */
static gboolean
parse_named (const char *text, double *ret_lat, double *ret_lon)
{
  const char *lat = strstr (text, "latitude"), *lon = strstr (text, "longitude");

  return lat != NULL && lon != NULL && next_number (&lat, ret_lat) && next_number (&lon, ret_lon);
}

gboolean
tw_request_parse_position (const char *text, double *ret_lat, double *ret_lon)
{
  g_autofree char *upper = g_ascii_strup (text, -1);
  const char *point = strstr (upper, "POINT"), *coordinates = strstr (text, "coordinates");
  const char *bracket = strrchr (text, '(');
  double first, second, swap;

  if (parse_named (text, ret_lat, ret_lon))
    return TRUE;
  if (coordinates != NULL || point != NULL)
    {
      if (!two_numbers (coordinates != NULL ? coordinates : text + (point - upper), &second,
                        &first))
        return FALSE;
    }
  else if (!two_numbers (bracket != NULL ? bracket : text, &first, &second))
    return FALSE;
  else if (fabs (first) > 90 && fabs (second) <= 90)
    {
      /* "116.35, 39.99": only one of them can be a latitude. */
      swap = first;
      first = second;
      second = swap;
    }
  *ret_lat = first;
  *ret_lon = second;
  return TRUE;
}

static void
check_position (const TwRequestReader *reader, double lat, double lon, TwRequestField field,
                TwRequestRead *read)
{
  TwLatLon position = { lat, lon };

  /* Both 0 and both -1 are what programs write for "unknown". */
  if (lat == lon && (lat == 0 || lat == -1))
    {
      read->notes |= TW_REQUEST_NOTE_POSITION;
      return;
    }
  if (fabs (lat) > 90 && fabs (lat) <= 180 && fabs (lon) <= 90)
    set_problem (read, field,
                 g_strdup_printf (_ ("latitude %.7g is out of range: are latitude and longitude "
                                     "exchanged? Then map the one column as the other"),
                                  lat));
  else if (fabs (lat) > 360 && fabs (lon) > 360)
    set_problem (read, field,
                 g_strdup_printf (_ ("%.7g and %.7g look like projected metres or feet: export the "
                                     "positions as degrees (WGS 84)"),
                                  lat, lon));
  else if (!(fabs (lat) <= 90))
    set_problem (read, field, g_strdup_printf (_ ("latitude %.7g is out of range"), lat));
  else if (!(fabs (lon) <= 180))
    set_problem (read, field, g_strdup_printf (_ ("longitude %.7g is out of range"), lon));
  else
    {
      if (reader->datum == TW_DATUM_GCJ02 || reader->datum == TW_DATUM_BD09)
        position = tw_datum_to_wgs84 (reader->datum, position);
      read->placed = TRUE;
      read->lat = round (position.lat * TW_E7) / TW_E7;
      read->lon = round (position.lon * TW_E7) / TW_E7;
    }
}

static void
read_position (const TwRequestReader *reader, TwRequestRead *read)
{
  const char *both = read->values[TW_REQUEST_POSITION];
  const char *lat_text = read->values[TW_REQUEST_LAT], *lon_text = read->values[TW_REQUEST_LON];
  gboolean no_lat = tw_request_is_nothing (lat_text), no_lon = tw_request_is_nothing (lon_text);
  double lat = 0, lon = 0;

  if (no_lat && no_lon)
    {
      if (tw_request_is_nothing (both))
        return;
      if (tw_request_parse_position (both, &lat, &lon))
        check_position (reader, lat, lon, TW_REQUEST_POSITION, read);
      else
        read->notes |= TW_REQUEST_NOTE_POSITION;
      return;
    }
  if (no_lat || no_lon)
    read->notes |= TW_REQUEST_NOTE_POSITION;
  else if (!tw_request_parse_degrees (lat_text, &lat))
    set_problem (read, TW_REQUEST_LAT,
                 quote_problem (_ ("“%s” is no latitude in degrees"), lat_text));
  else if (!tw_request_parse_degrees (lon_text, &lon))
    set_problem (read, TW_REQUEST_LON,
                 quote_problem (_ ("“%s” is no longitude in degrees"), lon_text));
  else if (reader->per_degree > 0)
    check_position (reader, lat / reader->per_degree, lon / reader->per_degree, TW_REQUEST_LAT,
                    read);
  else
    check_position (reader, lat, lon, TW_REQUEST_LAT, read);
}

/* --- time and the rest ----------------------------------------------------------------------- */

TwDateOrder
tw_request_date_order (const char *text)
{
  char *end = NULL;
  gulong first, second, year;

  while (g_ascii_isspace (*text))
    text++;
  if (!g_ascii_isdigit (*text))
    return TW_DATE_ORDER_NONE;
  first = strtoul (text, &end, 10);
  if (end - text > 2 || *end != '/' || !g_ascii_isdigit (end[1]))
    return TW_DATE_ORDER_NONE;
  text = end + 1;
  second = strtoul (text, &end, 10);
  if (end - text > 2 || *end != '/' || !g_ascii_isdigit (end[1]))
    return TW_DATE_ORDER_NONE;
  year = strtoul (end + 1, NULL, 10);
  if (year < 100)
    return TW_DATE_ORDER_NONE;
  if (first > 12 && second <= 12)
    return TW_DATE_ORDER_DAY;
  return second > 12 && first <= 12 ? TW_DATE_ORDER_MONTH : TW_DATE_ORDER_EITHER;
}

/* "2024-04", "2024年4月", "2024": too little to place a request in time. */
gboolean
tw_request_lacks_day (const char *text)
{
  gsize n = strspn (text, "0123456789");

  if (n != 4)
    return FALSE;
  text += n;
  if (*text == '\0')
    return TRUE;
  text += g_str_has_prefix (text, "年") ? strlen ("年") : strspn (text, "-/. ");
  n = strspn (text, "0123456789");
  text += n;
  if (g_str_has_prefix (text, "月"))
    text += strlen ("月");
  return n <= 2 && *text == '\0';
}

/* A time between 1970 and 2100 as a spreadsheet counts it, in local time. */
static gboolean
parse_day_number (const char *text, GTimeZone *zone, gint64 *ret_t_us)
{
  static const double FROM = 25569, TO = 73050;
  char *end = NULL;
  double days;
  gint64 t_us;
  TwLocalTime local;
  g_autoptr (GTimeZone) utc = NULL;

  if (strspn (text, "0123456789") != 5)
    return FALSE;
  days = g_ascii_strtod (text, &end);
  if (*end != '\0' || days < FROM || days >= TO)
    return FALSE;
  utc = g_time_zone_new_utc ();
  t_us = (gint64) round ((days - FROM) * 86400) * TW_US_PER_S;
  tw_time_to_local (t_us, utc, &local);
  *ret_t_us = tw_time_from_local (&local, zone);
  return TRUE;
}

gboolean
tw_request_parse_time (const char *text, GTimeZone *zone, gboolean month_first, gint64 *ret_t_us)
{
  return parse_day_number (text, zone, ret_t_us)
         || tw_time_parse (text, zone, month_first, ret_t_us, NULL);
}

static gboolean
is_plausible (gint64 t_us)
{
  static const gint64 min = (gint64) (YEAR_MIN - 1970) * 365 * TW_US_PER_DAY;
  static const gint64 max = (gint64) (YEAR_MAX - 1970) * 366 * TW_US_PER_DAY;

  return t_us >= min && t_us < max;
}

/* A date and a time of day that stand in two columns. A column of times that has hours of its own
 * keeps them. */
static void
add_time_of_day (const TwRequestReader *reader, TwRequestRead *read)
{
  const char *text = read->values[TW_REQUEST_TIME];
  TwLocalTime local;
  gint64 of_day_us;

  if (tw_request_is_nothing (text) || read->problem != NULL)
    return;
  tw_time_to_local (read->at_us, reader->zone, &local);
  if (local.hour != 0 || local.minute != 0 || local.second != 0)
    return;
  if (!tw_time_parse_of_day (text, &of_day_us))
    {
      set_problem (read, TW_REQUEST_TIME,
                   quote_problem (_ ("“%s” is not a time of day; expected like 07:40"), text));
      return;
    }
  local.hour = (int) (of_day_us / TW_US_PER_HOUR);
  local.minute = (int) (of_day_us % TW_US_PER_HOUR / TW_US_PER_MIN);
  local.second = (int) (of_day_us % TW_US_PER_MIN / TW_US_PER_S);
  read->at_us = tw_time_from_local (&local, reader->zone);
}

static void
set_no_time (TwRequestRead *read, const char *when)
{
  set_problem (read, TW_REQUEST_WHEN,
               tw_request_lacks_day (when)
                   ? quote_problem (_ ("“%s” names no day: export the day and hour of each "
                                       "request, or map another column as “when”"),
                                    when)
                   : quote_problem (_ ("“%s” is not a date; expected like 2026-11-24 07:40"),
                                    when));
}

static void
read_times (const TwRequestReader *reader, TwRequestRead *read)
{
  const char *when = read->values[TW_REQUEST_WHEN], *end = read->values[TW_REQUEST_END];

  if (when[0] == '\0')
    set_problem (read, TW_REQUEST_WHEN, g_strdup (_ ("the time is missing")));
  else if (!tw_request_parse_time (when, reader->zone, reader->month_first, &read->at_us))
    set_no_time (read, when);
  else if (!is_plausible (read->at_us))
    set_problem (read, TW_REQUEST_WHEN, quote_problem (_ ("the time “%s” is out of range"), when));
  add_time_of_day (reader, read);
  if (tw_request_is_nothing (end))
    return;
  if (!tw_request_parse_time (end, reader->zone, reader->month_first, &read->end_us)
      || !is_plausible (read->end_us))
    {
      read->end_us = 0;
      read->notes |= TW_REQUEST_NOTE_END;
    }
}

static void
read_age (TwRequestRead *read)
{
  const char *text = read->values[TW_REQUEST_AGE];
  char *end = NULL;
  double age;

  read->age = -1;
  if (tw_request_is_nothing (text))
    return;
  age = g_ascii_strtod (text, &end);
  while (*end == ' ')
    end++;
  if (end == text || !(age >= 0 && age <= AGE_MAX)
      || !(*end == '\0' || strcmp (end, "岁") == 0 || strcmp (end, "周岁") == 0))
    read->notes |= TW_REQUEST_NOTE_AGE;
  else
    read->age = (int) age;
}

static void
read_status (TwRequestRead *read)
{
  static const char *const DONE[] = { "closed",   "done",     "resolved", "completed",
                                      "complete", "finished", "已办结",   "办结",
                                      "已完成",   "完成",     "已关闭",   "关闭",
                                      "已结案",   "结案",     "已回访",   NULL };
  g_autofree char *lower = g_ascii_strdown (read->values[TW_REQUEST_STATUS], -1);

  read->done = lower[0] != '\0' ? g_strv_contains (DONE, lower) : read->end_us != 0;
}

static void
check_length (TwRequestRead *read, TwRequestField field, gsize max_bytes)
{
  if (strlen (read->values[field]) > max_bytes)
    set_problem (read, field,
                 g_strdup_printf (_ ("“%s” is longer than %u bytes"),
                                  tw_request_field_describe (field), (guint) max_bytes));
}

static void
interpret (const TwRequestReader *reader, TwRequestRead *read)
{
  read_times (reader, read);
  read_position (reader, read);
  read_age (read);
  read_status (read);
  check_length (read, TW_REQUEST_SERVICE, NAME_MAX_BYTES);
  check_length (read, TW_REQUEST_CHANNEL, NAME_MAX_BYTES);
  check_length (read, TW_REQUEST_COMMUNITY, NAME_MAX_BYTES);
  check_length (read, TW_REQUEST_TEXT, TEXT_MAX_BYTES);
  check_length (read, TW_REQUEST_ADDRESS, ADDRESS_MAX_BYTES);
  check_length (read, TW_REQUEST_ID, ID_MAX_BYTES);
}

static char *
dup_trimmed (const char *text)
{
  return g_strstrip (g_strdup (text));
}

void
tw_request_row_read (const TwRequestReader *reader, TwCsv *csv, TwRequestRead *ret_read)
{
  *ret_read = (TwRequestRead){ 0 };
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      const char *constant = reader->mapping->constants[i];

      ret_read->values[i] =
          dup_trimmed (reader->columns[i] >= 0 ? tw_csv_field (csv, (guint) reader->columns[i])
                       : constant != NULL      ? constant
                                               : "");
    }
  interpret (reader, ret_read);
}

void
tw_request_cells_read (const TwRequestReader *reader, char **cells, guint n_cells,
                       TwRequestRead *ret_read)
{
  *ret_read = (TwRequestRead){ 0 };
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      const char *constant = reader->mapping->constants[i];
      int column = reader->columns[i];

      ret_read->values[i] = dup_trimmed (column >= 0 ? (guint) column < n_cells ? cells[column] : ""
                                         : constant != NULL ? constant
                                                            : "");
    }
  interpret (reader, ret_read);
}
