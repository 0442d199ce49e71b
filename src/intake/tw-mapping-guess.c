// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-mapping-guess.h"

#include "base/tw-time.h"
#include "intake/tw-request-row.h"

#include <math.h>
#include <string.h>

/*
 * Guessing columns
 *
 * By name first: each field has its usual names, best first, compared without case, spaces and
 * punctuation. A column that is called exactly so beats one whose name only contains it. Then the
 * cells have a say: a time must read as time in most rows, a latitude as degrees, a number in its
 * source must be different in every row. Without a header the cells alone decide: the first column
 * of times, two columns of fractions in the range of degrees, the column with the longest text, one
 * with few different words as the service.
 *
 * A row number ("序号", "objectid") is never taken for a request's number: it begins anew in every
 * file, and two files would take each other's rows for known ones.
 */

#define MIN_SHARE 0.6

/* Each list ends in NULL; best name first. */
static const char *const WHEN[] = { "when",         "createddate",
                                    "受理时间",     "来电时间",
                                    "诉求时间",     "登记时间",
                                    "上报时间",     "发生时间",
                                    "创建时间",     "提交时间",
                                    "填写时间",     "填报时间",
                                    "填表时间",     "访问时间",
                                    "时间",         "requesteddatetime",
                                    "occurred",     "occurredat",
                                    "occurreddate", "occurrencedate",
                                    "createdat",    "created",
                                    "creationdate", "opened",
                                    "opendate",     "reportedat",
                                    "reporteddate", "calldatetime",
                                    "calltime",     "incidentdatetime",
                                    "incidentdate", "receivedtime",
                                    "datetime",     "timestamp",
                                    "time",         "date",
                                    "日期",         NULL };
static const char *const END[] = { "end",        "closeddate",     "closedat", "closed",
                                   "办结时间",   "完成时间",       "结束时间", "关闭时间",
                                   "resolvedat", "completiondate", "enddate",  "endtime",
                                   NULL };
static const char *const SERVICE[] = { "service",
                                       "servicetype",
                                       "servicename",
                                       "complainttype",
                                       "requesttype",
                                       "casetype",
                                       "诉求类别",
                                       "诉求类型",
                                       "服务类型",
                                       "服务事项",
                                       "事项类别",
                                       "事项类型",
                                       "工单类型",
                                       "需求类别",
                                       "需求类型",
                                       "事项",
                                       "服务",
                                       "类别",
                                       "类型",
                                       "主题",
                                       "分类",
                                       "需求",
                                       "offense",
                                       "crimetype",
                                       "primarytype",
                                       "category",
                                       "issuetype",
                                       "issue",
                                       "calltype",
                                       "topic",
                                       "subject",
                                       "type",
                                       "srtype",
                                       "incidentcategory",
                                       "incidentgroup",
                                       "incidenttype",
                                       "eventtype",
                                       "问题类型",
                                       "问题分类",
                                       "tipo",
                                       "categoria",
                                       "kategorie",
                                       NULL };
static const char *const CHANNEL[] = {
  "channel", "opendatachanneltype", "受理渠道",       "诉求渠道", "来源渠道", "渠道",  "信息来源",
  "来源",    "requestsource",       "methodreceived", "source",   "origin",   "canal", NULL
};
static const char *const COMMUNITY[] = {
  "community",    "所属社区",       "社区名称",      "社区",   "居委会",    "村居",
  "neighborhood", "neighbourhood",  "communityarea", "beat",   "precinct",  "ward",
  "district",     "communityboard", "borough",       "barrio", "stadtteil", NULL
};
static const char *const LAT[] = { "lat",         "latitude", "纬度", "latitud",
                                   "breitengrad", "ycoord",   "y",    NULL };
static const char *const LON[] = { "lon",      "longitude",  "lng",    "long", "经度",
                                   "longitud", "längengrad", "xcoord", "x",    NULL };
static const char *const POSITION[] = { "position",    "location",    "经纬度", "位置坐标",
                                        "坐标",        "位置",        "latlon", "latlng",
                                        "coordinates", "geolocation", "point",  "thegeom",
                                        "geom",        NULL };
static const char *const TEXT[] = { "text",     "诉求内容",    "工单内容",   "问题描述",
                                    "诉求描述", "需求描述",    "来电内容",   "内容",
                                    "描述",     "description", "descriptor", "details",
                                    "content",  "narrative",   "comments",   "备注",
                                    "留言",     NULL };
static const char *const AGE[] = { "age", "年龄", NULL };
static const char *const ADDRESS[] = { "address",
                                       "incidentaddress",
                                       "streetaddress",
                                       "locationaddress",
                                       "诉求地址",
                                       "发生地址",
                                       "详细地址",
                                       "地址",
                                       "住址",
                                       "block",
                                       NULL };
static const char *const ID[] = {
  "id",         "uniquekey", "caseid",     "servicerequestid", "requestid", "srnumber",
  "casenumber", "ticketid",  "incidentid", "caseenquiryid",    "工单编号",  "受理编号",
  "诉求编号",   "问卷编号",  "记录编号",   "工单号",           "编号",      NULL
};
static const char *const STATUS[] = { "status",     "工单状态",      "办理状态", "状态",
                                      "casestatus", "requeststatus", "state",    NULL };

/* Only beside a column of dates; see guess_time_of_day(). */
static const char *const TIME_OF_DAY[] = { "timeofday", "hora", "uhrzeit", "heure", "时刻", NULL };

static const char *const *const NAMES[TW_REQUEST_N_FIELDS] = {
  [TW_REQUEST_WHEN] = WHEN,
  [TW_REQUEST_END] = END,
  [TW_REQUEST_SERVICE] = SERVICE,
  [TW_REQUEST_CHANNEL] = CHANNEL,
  [TW_REQUEST_COMMUNITY] = COMMUNITY,
  [TW_REQUEST_LAT] = LAT,
  [TW_REQUEST_LON] = LON,
  [TW_REQUEST_POSITION] = POSITION,
  [TW_REQUEST_TEXT] = TEXT,
  [TW_REQUEST_AGE] = AGE,
  [TW_REQUEST_ADDRESS] = ADDRESS,
  [TW_REQUEST_ID] = ID,
  [TW_REQUEST_STATUS] = STATUS,
  [TW_REQUEST_TIME] = TIME_OF_DAY,
};

/* --- cells ----------------------------------------------------------------------------------- */

static const char *
cell (const GPtrArray *rows, guint row, guint column)
{
  return ((char **) g_ptr_array_index (rows, row))[column];
}

typedef gboolean (*CellFunc) (const char *text);

/* The part of the cells with something in them that @func accepts; 0 for an empty column. */
static double
share_of (const GPtrArray *rows, guint column, CellFunc func)
{
  guint n = 0, good = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const char *text = cell (rows, i, column);

      if (tw_request_is_nothing (text))
        continue;
      n++;
      good += func (text);
    }
  return n > 0 ? good / (double) n : 0;
}

static gboolean
is_time (const char *text)
{
  static GTimeZone *utc;
  gint64 t_us;

  if (g_once_init_enter (&utc))
    g_once_init_leave (&utc, g_time_zone_new_utc ());
  return strlen (text) >= 8 && tw_time_parse (text, utc, FALSE, &t_us, NULL);
}

/* Under a name that says so, also the day number of a spreadsheet. */
static gboolean
is_named_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 t_us;

  return is_time (text)
         || (strchr (text, '.') != NULL && tw_request_parse_time (text, utc, FALSE, &t_us));
}

/* A bare number could be anything; as a time it needs a name that says so. */
static gboolean
is_written_time (const char *text)
{
  return is_time (text) && strspn (text, "0123456789. ") != strlen (text);
}

/* A time at midnight exactly: where all are, the column holds dates. */
static gboolean
is_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 t_us;

  return tw_time_parse (text, utc, FALSE, &t_us, NULL) && t_us % TW_US_PER_DAY == 0;
}

static gboolean
is_time_of_day (const char *text)
{
  gint64 us;

  return strlen (text) >= 3 && tw_time_parse_of_day (text, &us);
}

static gboolean
is_degrees (const char *text)
{
  double value;

  return tw_request_parse_degrees (text, &value) && fabs (value) <= 180;
}

/* A whole number that may be millionths or ten-millionths of a degree. */
static gboolean
is_scaled_degrees (const char *text)
{
  gsize n = strspn (text, "+-");

  return n <= 1 && strspn (text + n, "0123456789") == strlen (text + n) && strlen (text + n) >= 6
         && strlen (text + n) <= 10;
}

static gboolean
is_fraction (const char *text)
{
  const char *point = strpbrk (text, ".,");

  return is_degrees (text) && point != NULL && strspn (point + 1, "0123456789") >= 3;
}

static gboolean
is_position (const char *text)
{
  double lat, lon;

  return tw_request_parse_position (text, &lat, &lon) && fabs (lat) <= 90 && fabs (lon) <= 180
         && strpbrk (text, ".") != NULL;
}

static gboolean
is_age (const char *text)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  return end != text && value >= 0 && value <= 130;
}

static gboolean
is_number (const char *text)
{
  double value;

  return tw_request_parse_degrees (text, &value);
}

static guint
count_distinct (const GPtrArray *rows, guint column, guint *ret_filled)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint filled = 0;

  for (guint i = 0; i < rows->len; i++)
    if (!tw_request_is_nothing (cell (rows, i, column)))
      {
        g_hash_table_add (seen, (gpointer) cell (rows, i, column));
        filled++;
      }
  *ret_filled = filled;
  return g_hash_table_size (seen);
}

/* Whether the cells may be what the name says. An empty column passes: the next file may fill it.
 */
static gboolean
bears_out (TwRequestField field, const char *name, const GPtrArray *rows, guint column)
{
  guint filled, distinct;

  if (rows->len == 0)
    return TRUE;
  distinct = count_distinct (rows, column, &filled);
  switch (field)
    {
    case TW_REQUEST_WHEN:
      return share_of (rows, column, is_named_time) >= MIN_SHARE;
    case TW_REQUEST_END:
      return filled == 0 || share_of (rows, column, is_named_time) >= MIN_SHARE;
    case TW_REQUEST_LAT:
    case TW_REQUEST_LON:
      return filled == 0 || share_of (rows, column, is_degrees) >= MIN_SHARE
             || (tw_mapping_names_degrees (name)
                 && share_of (rows, column, is_scaled_degrees) >= MIN_SHARE);
    case TW_REQUEST_POSITION:
      return share_of (rows, column, is_position) >= MIN_SHARE;
    case TW_REQUEST_AGE:
      return filled == 0 || share_of (rows, column, is_age) >= MIN_SHARE;
    case TW_REQUEST_ID:
      return filled == rows->len && distinct == filled;
    case TW_REQUEST_SERVICE:
    case TW_REQUEST_CHANNEL:
      return rows->len < 20 || distinct * 2 <= rows->len;
    default:
      return TRUE;
    }
}

/* --- names ----------------------------------------------------------------------------------- */

/* Lower case without spaces and punctuation. */
static char *
normalize (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

/* 0: no match; the higher the better. */
static int
score_name (const char *name, TwRequestField field)
{
  const char *const *names = NAMES[field];

  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (name, names[i]) == 0)
      return 1000 - i;
  /* A part of a name counts when it is long enough to mean something. */
  for (int i = 0; names[i] != NULL; i++)
    if (strlen (names[i]) >= (g_str_is_ascii (names[i]) ? 7 : 6) && strstr (name, names[i]) != NULL)
      return 500 - i;
  return 0;
}

gboolean
tw_mapping_names_degrees (const char *name)
{
  static const char *const PARTS[] = { "lat", "lon", "lng", "纬", "经" };
  g_autofree char *lower = g_utf8_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (PARTS); i++)
    if (strstr (lower, PARTS[i]) != NULL)
      return TRUE;
  return FALSE;
}

static int
best_column (char **header, guint n_columns, const GPtrArray *rows, TwRequestField field,
             const gboolean *taken)
{
  int best = -1, best_score = 0;

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = taken[i] ? NULL : normalize (header[i]);
      int score = name != NULL ? score_name (name, field) : 0;

      if (score > best_score && bears_out (field, name, rows, i))
        {
          best_score = score;
          best = (int) i;
        }
    }
  return best;
}

/* A column goes by its name where that is unique in the file, else by its number. */
static void
take (TwMapping *mapping, TwRequestField field, int column, char **header, guint n_columns,
      gboolean *taken)
{
  g_autofree char *number = g_strdup_printf ("%d", column + 1);
  gboolean unique = header != NULL && header[column][0] != '\0';

  for (guint i = 0; unique && i < n_columns; i++)
    unique = (int) i == column || strcmp (header[i], header[column]) != 0;
  tw_mapping_set_column (mapping, field, unique ? header[column] : number);
  taken[column] = TRUE;
}

static void
guess_by_name (TwMapping *mapping, char **header, guint n_columns, const GPtrArray *rows,
               gboolean *taken)
{
  /* The ones with the strictest cells first, so that they are not taken by the others. */
  static const TwRequestField ORDER[] = {
    TW_REQUEST_LAT,       TW_REQUEST_LON,    TW_REQUEST_WHEN,    TW_REQUEST_END,
    TW_REQUEST_ID,        TW_REQUEST_STATUS, TW_REQUEST_CHANNEL, TW_REQUEST_SERVICE,
    TW_REQUEST_COMMUNITY, TW_REQUEST_AGE,    TW_REQUEST_ADDRESS, TW_REQUEST_TEXT,
    TW_REQUEST_POSITION
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ORDER); i++)
    {
      int column;

      if (ORDER[i] == TW_REQUEST_POSITION && mapping->columns[TW_REQUEST_LAT] != NULL
          && mapping->columns[TW_REQUEST_LON] != NULL)
        continue;
      column = best_column (header, n_columns, rows, ORDER[i], taken);
      if (column >= 0)
        take (mapping, ORDER[i], column, header, n_columns, taken);
    }
  /* Half a position is none. */
  if ((mapping->columns[TW_REQUEST_LAT] == NULL) != (mapping->columns[TW_REQUEST_LON] == NULL))
    {
      tw_mapping_set_column (mapping, TW_REQUEST_LAT, NULL);
      tw_mapping_set_column (mapping, TW_REQUEST_LON, NULL);
    }
}

/* Where the column of times holds dates, the first column that is called a time and holds times of
 * day. */
static void
guess_time_of_day (TwMapping *mapping, char **header, guint n_columns, const GPtrArray *rows,
                   int when, gboolean *taken)
{
  static const char *const PARTS[] = { "time", "hora", "uhrzeit", "heure", "时间", "时刻" };

  if (when < 0 || share_of (rows, (guint) when, is_date) < 1)
    return;
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = header != NULL ? normalize (header[i]) : g_strdup ("");
      gboolean fits = header == NULL && strchr (cell (rows, 0, i), ':') != NULL;

      for (gsize n = 0; n < G_N_ELEMENTS (PARTS); n++)
        fits = fits || strstr (name, PARTS[n]) != NULL;
      if (taken[i] || !fits || share_of (rows, i, is_time_of_day) < MIN_SHARE)
        continue;
      take (mapping, TW_REQUEST_TIME, (int) i, header, n_columns, taken);
      return;
    }
}

/* --- content --------------------------------------------------------------------------------- */

static int
first_column (const GPtrArray *rows, guint n_columns, CellFunc func, const gboolean *taken)
{
  for (guint i = 0; i < n_columns; i++)
    if (!taken[i] && share_of (rows, i, func) >= MIN_SHARE)
      return (int) i;
  return -1;
}

/* Whether the column looks like a longitude: beyond 90 degrees, or so far south as a latitude that
 * nobody lives there. */
static gboolean
is_longitude (const GPtrArray *rows, guint column)
{
  for (guint i = 0; i < rows->len; i++)
    {
      double value;

      if (tw_request_parse_degrees (cell (rows, i, column), &value)
          && (fabs (value) > 90 || value < -60))
        return TRUE;
    }
  return FALSE;
}

static void
guess_position (TwMapping *mapping, char **header, guint n_columns, const GPtrArray *rows,
                gboolean *taken)
{
  int first, second, both;

  if (mapping->columns[TW_REQUEST_LAT] != NULL || mapping->columns[TW_REQUEST_POSITION] != NULL)
    return;
  first = first_column (rows, n_columns, is_fraction, taken);
  if (first >= 0)
    taken[first] = TRUE;
  second = first >= 0 ? first_column (rows, n_columns, is_fraction, taken) : -1;
  if (second >= 0)
    {
      gboolean swap = is_longitude (rows, (guint) first);

      take (mapping, swap ? TW_REQUEST_LON : TW_REQUEST_LAT, first, header, n_columns, taken);
      take (mapping, swap ? TW_REQUEST_LAT : TW_REQUEST_LON, second, header, n_columns, taken);
      return;
    }
  if (first >= 0)
    taken[first] = FALSE;
  both = first_column (rows, n_columns, is_position, taken);
  if (both >= 0)
    take (mapping, TW_REQUEST_POSITION, both, header, n_columns, taken);
}

/* The column whose few different words come again and again. */
static int
repeating_column (const GPtrArray *rows, guint n_columns, const gboolean *taken)
{
  for (guint i = 0; i < n_columns; i++)
    {
      guint filled, distinct;

      if (taken[i] || share_of (rows, i, is_number) > 0.5 || share_of (rows, i, is_time) > 0.5)
        continue;
      distinct = count_distinct (rows, i, &filled);
      if (distinct >= 2 && filled * 2 >= rows->len && distinct * 3 <= filled)
        return (int) i;
    }
  return -1;
}

static int
longest_column (const GPtrArray *rows, guint n_columns, const gboolean *taken)
{
  gsize longest = 12 * rows->len;
  int found = -1;

  for (guint i = 0; i < n_columns; i++)
    {
      gsize len = 0;

      for (guint row = 0; !taken[i] && row < rows->len; row++)
        len += strlen (cell (rows, row, i));
      if (len > longest && share_of (rows, i, is_number) < 0.5)
        {
          longest = len;
          found = (int) i;
        }
    }
  return found;
}

/* The index of a column as take() has named it, or -1. */
static int
find_taken (const char *column, char **header, guint n_columns)
{
  guint64 number;

  for (guint i = 0; column != NULL && header != NULL && i < n_columns; i++)
    if (strcmp (header[i], column) == 0)
      return (int) i;
  return column != NULL && g_ascii_string_to_unsigned (column, 10, 1, n_columns, &number, NULL)
             ? (int) number - 1
             : -1;
}

static void
guess_by_content (TwMapping *mapping, char **header, guint n_columns, const GPtrArray *rows,
                  gboolean *taken)
{
  int column;

  if (mapping->columns[TW_REQUEST_WHEN] == NULL)
    {
      column = first_column (rows, n_columns, is_written_time, taken);
      if (column < 0)
        column = first_column (rows, n_columns, is_time, taken);
      if (column >= 0)
        take (mapping, TW_REQUEST_WHEN, column, header, n_columns, taken);
    }
  guess_time_of_day (mapping, header, n_columns, rows,
                     find_taken (mapping->columns[TW_REQUEST_WHEN], header, n_columns), taken);
  guess_position (mapping, header, n_columns, rows, taken);
  /* With names, what has no name we know is better left alone. */
  if (header != NULL)
    return;
  column = repeating_column (rows, n_columns, taken);
  if (column >= 0)
    take (mapping, TW_REQUEST_SERVICE, column, header, n_columns, taken);
  column = longest_column (rows, n_columns, taken);
  if (column >= 0)
    take (mapping, TW_REQUEST_TEXT, column, header, n_columns, taken);
}

TwMapping *
tw_mapping_guess (char **header, guint n_columns, const GPtrArray *rows)
{
  TwMapping *mapping = tw_mapping_new ();
  g_autofree gboolean *taken = g_new0 (gboolean, MAX (n_columns, 1));

  g_return_val_if_fail (rows != NULL, mapping);
  if (header != NULL)
    guess_by_name (mapping, header, n_columns, rows, taken);
  if (rows->len > 0)
    guess_by_content (mapping, header, n_columns, rows, taken);
  return mapping;
}

gboolean
tw_mapping_guess_header (const GPtrArray *rows, guint n_columns)
{
  char **first = rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  guint n_names = 0;

  if (first == NULL)
    return FALSE;
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = normalize (first[i]);

      /* No column is called by a time or by a position. */
      if (is_written_time (first[i]) || is_fraction (first[i])
          || (is_time (first[i]) && strlen (first[i]) > 9))
        return FALSE;
      for (int field = 0; name[0] != '\0' && field < TW_REQUEST_N_FIELDS; field++)
        n_names += score_name (name, field) > 0;
    }
  if (n_names > 0)
    return TRUE;
  /* Unknown words over columns of times or numbers are names too. */
  for (guint i = 0; i < n_columns && rows->len > 1; i++)
    if (first[i][0] != '\0' && (is_time (cell (rows, 1, i)) || is_number (cell (rows, 1, i)))
        && !is_time (first[i]) && !is_number (first[i]))
      return TRUE;
  return FALSE;
}
