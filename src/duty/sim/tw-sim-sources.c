// SPDX-License-Identifier: Apache-2.0
/*
 * The three sources of a quarter, as they would reach a subdistrict from three offices that never
 * spoke to each other:
 *
 *   survey  comma, UTF-8 with BOM, CRLF, Chinese column names, "2026年7月21日 9时5分", latitude and
 * longitude apart hotline semicolon, GB18030, LF, "2026/7/21 9:05:12", one column with
 * "longitude,latitude" app     comma, UTF-8, English column names, ISO 8601 with a zone, GCJ-02 as
 * the map of the mini-program has it
 *
 * Their rows are the arrivals of the law over the 91 days before the history. The law draws about
 * as many of each channel as the plan has; the few that are too many are left out and the few
 * missing are drawn from the same hours. Bad rows (a date or position that cannot be, a field
 * missing) and exact repetitions of rows are planted and counted, so that an importer's totals can
 * be checked to the row.
 */
#include "duty/sim/tw-sim-docs.h"

#include "base/tw-csv.h"
#include "base/tw-time.h"

#include <math.h>
#include <string.h>

#define ZONE_S (8 * 3600)

typedef enum { BAD_TIME, BAD_POSITION, BAD_NO_TIME, N_BAD_KINDS } BadKind;

static const char *const file_names[] = { "survey-quarter.csv", "hotline-quarter.csv",
                                          "app-quarter.csv", "README.md", NULL };

/* Of each file: all rows, bad ones, repeated ones. */
static const struct {
  guint rows, bad, repeated;
} plan[TW_SIM_CHANNELS] = { { TW_SIM_SURVEY_ROWS, 24, 18 },
                            { TW_SIM_HOTLINE_ROWS, 31, 26 },
                            { TW_SIM_APP_ROWS, 37, 42 } };

const char *const *
tw_sim_source_files (void)
{
  return file_names;
}

/* --- drawing --- */

static int
time_compare (gconstpointer a, gconstpointer b)
{
  gint64 one = ((const TwSimRequest *) a)->at_us, two = ((const TwSimRequest *) b)->at_us;

  return (one > two) - (one < two);
}

/* Leaves out or adds so many that @wanted stay, in order of time. */
static void
fit_count (GArray *requests, guint wanted, TwRng *rng)
{
  guint before = requests->len;

  for (guint k = 0; requests->len < wanted; k++)
    {
      TwSimRequest more =
          g_array_index (requests, TwSimRequest, (guint) tw_rng_below (rng, before));

      more.seed = tw_rng_next (rng);
      more.at_us =
          tw_time_floor (more.at_us, TW_US_PER_HOUR) + (gint64) tw_rng_below (rng, 3600000) * 1000;
      g_array_append_val (requests, more);
    }
  while (requests->len > wanted)
    g_array_remove_index_fast (requests, (guint) tw_rng_below (rng, requests->len));
  g_array_sort (requests, time_compare);
}

static gboolean
draw_quarter (const TwSimLaw *law, gint64 end_us, GCancellable *cancellable,
              GArray *lists[TW_SIM_CHANNELS], GError **error)
{
  gint64 to_us = end_us - TW_SIM_HISTORY_DAYS * TW_US_PER_DAY;
  gint64 from_us = to_us - TW_SIM_QUARTER_DAYS * TW_US_PER_DAY;
  g_autoptr (GArray) hour = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));

  for (gint64 at_us = tw_time_floor (from_us, TW_US_PER_HOUR); at_us < to_us;
       at_us += TW_US_PER_HOUR)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_array_set_size (hour, 0);
      tw_sim_law_fill_hour (law, at_us, hour);
      for (guint i = 0; i < hour->len; i++)
        {
          const TwSimRequest *request = &g_array_index (hour, TwSimRequest, i);

          if (request->at_us >= from_us && request->at_us < to_us)
            g_array_append_val (lists[request->channel], *request);
        }
    }
  return TRUE;
}

/* --- rows --- */

typedef struct {
  const TwSimTown *town;
  TwSimChannel channel;
  GString *out;
  char delimiter;
  gboolean first; /* field of its row */
} Sheet;

static void
add_field (Sheet *sheet, const char *text)
{
  if (!sheet->first)
    g_string_append_c (sheet->out, sheet->delimiter);
  sheet->first = FALSE;
  /* The one quoting rule of both delimiters. */
  if (strpbrk (text, ",;\"\r\n") != NULL)
    tw_csv_append_field (sheet->out, text);
  else
    g_string_append (sheet->out, text);
}

static void G_GNUC_PRINTF (2, 3) add_fieldf (Sheet *sheet, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_field (sheet, text);
}

static void
end_row (Sheet *sheet)
{
  g_string_append (sheet->out, sheet->channel == TW_SIM_CHANNEL_SURVEY ? "\r\n" : "\n");
  sheet->first = TRUE;
}

static void
add_time (Sheet *sheet, gint64 at_us)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (at_us / TW_US_PER_S + ZONE_S);
  int year = g_date_time_get_year (date), month = g_date_time_get_month (date);
  int day = g_date_time_get_day_of_month (date), hour = g_date_time_get_hour (date);
  int minute = g_date_time_get_minute (date), second = g_date_time_get_second (date);

  if (sheet->channel == TW_SIM_CHANNEL_SURVEY)
    add_fieldf (sheet, "%d年%d月%d日 %d时%d分", year, month, day, hour, minute);
  else if (sheet->channel == TW_SIM_CHANNEL_HOTLINE)
    add_fieldf (sheet, "%d/%d/%d %d:%02d:%02d", year, month, day, hour, minute, second);
  else
    add_fieldf (sheet, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", year, month, day, hour, minute,
                second);
}

/* A positive degree with six decimals, always with a point, whatever the locale. */
static char *
format_degree (double degree)
{
  gint64 micro = llround (degree * 1e6);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, micro / 1000000,
                          micro % 1000000);
}

static void
add_position (Sheet *sheet, const TwSimRequest *request, gboolean bad)
{
  TwPointE7 point = tw_sim_town_e7 (sheet->town, request->at);
  TwLatLon at = { (double) point.lat_e7 / TW_E7, (double) point.lon_e7 / TW_E7 };
  g_autofree char *lat = NULL, *lon = NULL;

  if (sheet->channel == TW_SIM_CHANNEL_APP)
    at = tw_datum_from_wgs84 (TW_DATUM_GCJ02, at);
  if (bad)
    at.lat = 912.5;
  lat = format_degree (at.lat);
  lon = format_degree (at.lon);
  if (!request->placed && !bad)
    lat[0] = lon[0] = '\0';
  if (sheet->channel == TW_SIM_CHANNEL_HOTLINE)
    {
      g_autofree char *both = lat[0] ? g_strdup_printf ("%s,%s", lon, lat) : g_strdup ("");
      add_field (sheet, both);
    }
  else if (sheet->channel == TW_SIM_CHANNEL_SURVEY)
    {
      add_field (sheet, lat);
      add_field (sheet, lon);
    }
  else
    {
      add_field (sheet, lon);
      add_field (sheet, lat);
    }
}

static void
add_header (Sheet *sheet)
{
  static const char *const headers[] = {
    "问卷编号,社区,填表时间,需求类别,年龄,纬度,经度,地址,需求描述,渠道",
    "工单编号;来电时间;诉求类别;来电内容;地址;坐标(经度,纬度);年龄;渠道",
    "request_id,created_at,service,channel,gcj02_longitude,gcj02_latitude,age,address,text,"
    "expected_response_s",
  };

  if (sheet->channel == TW_SIM_CHANNEL_SURVEY)
    g_string_append (sheet->out, "\xef\xbb\xbf");
  g_string_append (sheet->out, headers[sheet->channel]);
  end_row (sheet);
}

typedef struct {
  char *number, *service, *text, *address, *age;
} Fields;

static void
fields_clear (Fields *fields)
{
  g_free (fields->number);
  g_free (fields->service);
  g_free (fields->text);
  g_free (fields->address);
  g_free (fields->age);
}

static Fields
make_fields (Sheet *sheet, const TwSimRequest *request, guint number)
{
  static const char prefixes[] = "WRX";
  Fields fields = { NULL };

  fields.number = g_strdup_printf ("%c2026%06u", prefixes[sheet->channel], number);
  fields.service = g_strdup (tw_sim_service (request->service)->key);
  fields.text = tw_sim_request_text (sheet->town, request);
  fields.address = tw_sim_request_address (sheet->town, request);
  if (fields.address == NULL)
    fields.address = g_strdup ("");
  fields.age = request->age >= 0 ? g_strdup_printf ("%d", request->age) : g_strdup ("");
  return fields;
}

static void
add_when (Sheet *sheet, const TwSimRequest *request, BadKind bad)
{
  if (bad == BAD_TIME)
    add_field (sheet, sheet->channel == TW_SIM_CHANNEL_APP ? "2026-13-45T25:61:00+08:00"
                                                           : "2026年13月45日 25时61分");
  else if (bad == BAD_NO_TIME)
    add_field (sheet, "");
  else
    add_time (sheet, request->at_us);
}

static void
add_row (Sheet *sheet, const TwSimRequest *request, guint number, BadKind bad)
{
  Fields fields = make_fields (sheet, request, number);

  add_field (sheet, fields.number);
  switch (sheet->channel)
    {
    case TW_SIM_CHANNEL_SURVEY:
      add_fieldf (sheet, "%s社区", sheet->town->communities[request->community].name);
      add_when (sheet, request, bad);
      add_field (sheet, fields.service);
      add_field (sheet, fields.age);
      add_position (sheet, request, bad == BAD_POSITION);
      add_field (sheet, fields.address);
      add_field (sheet, fields.text);
      add_field (sheet, "入户问卷");
      break;
    case TW_SIM_CHANNEL_HOTLINE:
      add_when (sheet, request, bad);
      add_field (sheet, fields.service);
      add_field (sheet, fields.text);
      add_field (sheet, fields.address);
      add_position (sheet, request, bad == BAD_POSITION);
      add_field (sheet, fields.age);
      add_field (sheet, "热线");
      break;
    case TW_SIM_CHANNEL_APP:
    default:
      add_when (sheet, request, bad);
      add_field (sheet, fields.service);
      add_field (sheet, "小程序");
      add_position (sheet, request, bad == BAD_POSITION);
      add_field (sheet, fields.age);
      add_field (sheet, fields.address);
      add_field (sheet, fields.text);
      if (request->expect_s > 0)
        add_fieldf (sheet, "%d", request->expect_s);
      else
        add_field (sheet, "");
      break;
    }
  end_row (sheet);
  fields_clear (&fields);
}

/* --- files --- */

/* Marks @n different rows of @total in @marks with what @mark says. */
static void
mark_rows (TwRng *rng, guint8 *marks, guint total, guint n, guint8 from, guint8 to)
{
  while (n > 0)
    {
      guint i = (guint) tw_rng_below (rng, total);

      if (marks[i] != 0)
        continue;
      marks[i] = (guint8) (from + n % (to - from));
      n--;
    }
}

enum { MARK_NONE, MARK_REPEAT, MARK_BAD };

static void
write_rows (Sheet *sheet, const GArray *requests, TwRng *rng, TwSimSourceReport *report)
{
  g_autofree guint8 *marks = g_new0 (guint8, requests->len);

  mark_rows (rng, marks, requests->len, plan[sheet->channel].repeated, MARK_REPEAT, MARK_BAD);
  mark_rows (rng, marks, requests->len, plan[sheet->channel].bad, MARK_BAD, MARK_BAD + N_BAD_KINDS);
  add_header (sheet);
  for (guint i = 0; i < requests->len; i++)
    {
      const TwSimRequest *request = &g_array_index (requests, TwSimRequest, i);
      g_autofree char *again = NULL;
      gsize start = sheet->out->len;

      add_row (sheet, request, i + 1,
               marks[i] >= MARK_BAD ? (BadKind) (marks[i] - MARK_BAD) : N_BAD_KINDS);
      report->n_rows++;
      if (marks[i] >= MARK_BAD)
        report->n_bad++;
      else
        report->n_unplaced += !request->placed;
      if (marks[i] != MARK_REPEAT)
        continue;
      again = g_strndup (sheet->out->str + start, sheet->out->len - start);
      g_string_append (sheet->out, again);
      report->n_rows++;
      report->n_repeated++;
    }
}

static gboolean
save (const char *dir, const char *name, const char *bytes, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0644, error);
}

static gboolean
write_sheet (const TwSimTown *town, TwSimChannel channel, GArray *requests, const char *dir,
             TwSimSourceReport *report, GError **error)
{
  Sheet sheet = { town, channel, g_string_sized_new (8 << 20),
                  channel == TW_SIM_CHANNEL_HOTLINE ? ';' : ',', TRUE };
  g_autofree char *bytes = NULL;
  gsize length;
  TwRng rng;

  tw_rng_init_named (&rng, town->seed, file_names[channel]);
  fit_count (requests, plan[channel].rows - plan[channel].repeated, &rng);
  write_rows (&sheet, requests, &rng, report);
  if (channel == TW_SIM_CHANNEL_HOTLINE)
    {
      bytes = g_convert (sheet.out->str, (gssize) sheet.out->len, "GB18030", "UTF-8", NULL, &length,
                         error);
      g_string_free (sheet.out, TRUE);
    }
  else
    {
      length = sheet.out->len;
      bytes = g_string_free (sheet.out, FALSE);
    }
  return bytes != NULL && save (dir, file_names[channel], bytes, length, error);
}

static gboolean
write_note (const char *dir, const TwSimTown *town, const TwSimSourceReport *report, GError **error)
{
  static const char *const layouts[] = {
    "comma, UTF-8 with BOM, CRLF; latitude and longitude in WGS-84",
    "semicolon, GB18030; one column \"longitude,latitude\" in WGS-84",
    "comma, UTF-8; gcj02_longitude and gcj02_latitude in GCJ-02"
  };
  g_autoptr (GString) note = g_string_new ("# Sources of one quarter\n\n");

  g_string_append_printf (
      note,
      "Synthetic, made from seed %" G_GUINT64_FORMAT
      "; no person, number or address in it is real. Bad rows carry a date or a\n"
      "position that cannot be, or no time. Repeated rows equal the row before.\n"
      "Good = rows - bad - repeated.\n\n"
      "| file | layout | rows | bad | repeated | good | of these without a position |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n",
      town->seed);
  for (guint i = 0; i < TW_SIM_CHANNELS; i++)
    g_string_append_printf (note, "| %s | %s | %u | %u | %u | %u | %u |\n", file_names[i],
                            layouts[i], report[i].n_rows, report[i].n_bad, report[i].n_repeated,
                            report[i].n_rows - report[i].n_bad - report[i].n_repeated,
                            report[i].n_unplaced);
  return save (dir, file_names[TW_SIM_CHANNELS], note->str, note->len, error);
}

static gboolean
write_all (const TwSimTown *town, const TwSimLaw *law, gint64 end_us, const char *dir,
           GCancellable *cancellable, GArray *lists[TW_SIM_CHANNELS],
           TwSimSourceReport report[TW_SIM_CHANNELS], GError **error)
{
  if (!draw_quarter (law, end_us, cancellable, lists, error))
    return FALSE;
  for (guint i = 0; i < TW_SIM_CHANNELS; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !write_sheet (town, (TwSimChannel) i, lists[i], dir, &report[i], error))
        return FALSE;
    }
  return write_note (dir, town, report, error);
}

gboolean
tw_sim_write_sources (const TwSimTown *town, const TwSimLaw *law, gint64 end_us, const char *dir,
                      GCancellable *cancellable, TwSimSourceReport report[TW_SIM_CHANNELS],
                      GError **error)
{
  GArray *lists[TW_SIM_CHANNELS];
  gboolean done;

  memset (report, 0, TW_SIM_CHANNELS * sizeof *report);
  for (guint i = 0; i < TW_SIM_CHANNELS; i++)
    lists[i] = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
  done = write_all (town, law, end_us, dir, cancellable, lists, report, error);
  for (guint i = 0; i < TW_SIM_CHANNELS; i++)
    g_array_unref (lists[i]);
  return done;
}
