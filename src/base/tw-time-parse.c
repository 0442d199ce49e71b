// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-error.h"
#include "base/tw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reading times as files write them
 *
 *   text = [weekday] date [weekday] [sep time [half] [zone]] | digits
 *        | [weekday] month D h:m[:s] [zone] Y    (as date(1), C and Java write it)
 *   date = Y-M-D | Y/M/D | Y.M.D | Y年M月D日 | M/D/Y or D/M/Y | D.M.Y | D-M-Y | YYYYMMDD
 *        | Y month D | D month Y | D-month-Y | D/month/Y | Y-month-D | month D[,] Y    (Apr, April,
 * any case) sep  = "T" | "t" | spaces | "," | "_" | nothing after 日 week = Tue[,] | Tuesday[,] |
 * 星期二 | 周二 | （周二） time = h:m[:s[.fraction]] | hhmm[ss] | h时m分[s秒] | h点m分 half = AM |
 * PM | am | pm | a.m. | p.m. | 上午 | 下午       (the Chinese ones also before time) zone = Z |
 * [UTC | GMT] [+hh[:mm] | -hhmm | +h] [(name)] | name    (EST, PDT, CET, JST ...)
 *
 * A name that means several zones is taken by the side of the globe that the caller's zone is on:
 * CST is China's for a zone east of Greenwich and America's Central time for one west of it.
 *
 * A year is recognised by its four digits, wherever it stands; where it stands last it may have two
 * (70 to 99: the last century). With slashes and the year last, the order is month, day under
 * @month_first, day, month otherwise; where the number in the month's place is above 12 the other
 * order is taken, since only one reading remains. Dots and dashes with the year last are always
 * day, month. All-digit text is told apart by its length: 8 a date, 12 and 14 a date with a time, 9
 * to 11 Unix seconds, 13 milliseconds, 16 microseconds. A leap second is read as the second after
 * it, as Unix time has it. Full-width digits and marks, which Chinese input methods write, are read
 * as the ASCII ones.
 */

/* Longer than any text of a time, full-width or not. */
#define TEXT_MAX_BYTES 128

typedef struct {
  const char *p;
  TwLocalTime local;
  int fraction_us;
  int half; /* 0 none, 1 morning, 2 afternoon */
  gboolean has_zone;
  int zone_s;
  GTimeZone *zone; /* of text without one */
  gboolean month_first;
} Scan;

static gboolean
take_text (Scan *scan, const char *text)
{
  gsize n = strlen (text);

  if (g_ascii_strncasecmp (scan->p, text, n) != 0)
    return FALSE;
  scan->p += n;
  return TRUE;
}

static void
skip_spaces (Scan *scan)
{
  for (;;)
    {
      if (*scan->p == ' ' || *scan->p == '\t')
        scan->p++;
      else if (!take_text (scan, "\302\240") && !take_text (scan, "\343\200\200"))
        return;
    }
}

/* Between @min and @max digits; FALSE leaves the place as it was. */
static gboolean
take_number (Scan *scan, int min, int max, int *ret_value)
{
  int n = 0, value = 0;

  while (n < max && g_ascii_isdigit (scan->p[n]))
    value = value * 10 + (scan->p[n++] - '0');
  if (n < min)
    return FALSE;
  scan->p += n;
  *ret_value = value;
  return TRUE;
}

static gsize
count_digits (const char *p)
{
  return strspn (p, "0123456789");
}

static gboolean
scan_chinese_date (Scan *scan)
{
  return take_text (scan, "年")
         && (skip_spaces (scan), take_number (scan, 1, 2, &scan->local.month))
         && take_text (scan, "月")
         && (skip_spaces (scan), take_number (scan, 1, 2, &scan->local.day))
         && (take_text (scan, "日") || take_text (scan, "号"));
}

/* The English name of a month, whole or cut to three letters. */
static gboolean
take_month_name (Scan *scan)
{
  static const char *const names[] = { "january",   "february", "march",    "april",
                                       "may",       "june",     "july",     "august",
                                       "september", "october",  "november", "december" };

  for (int i = 0; i < 12; i++)
    {
      gsize whole = strlen (names[i]), n = 0;

      while (n < whole && g_ascii_tolower (scan->p[n]) == names[i][n])
        n++;
      if ((n != 3 && n != whole) || g_ascii_isalpha (scan->p[n]))
        continue;
      scan->p += n;
      scan->local.month = i + 1;
      return TRUE;
    }
  return FALSE;
}

/* After the four digits of the year. */
static gboolean
scan_year_first (Scan *scan)
{
  char mark = *scan->p;

  if (mark != '-' && mark != '/' && mark != '.' && !(mark == ' ' && g_ascii_isalpha (scan->p[1])))
    return scan_chinese_date (scan);
  scan->p++;
  if ((!take_number (scan, 1, 2, &scan->local.month) && !take_month_name (scan))
      || *scan->p != mark)
    return FALSE;
  scan->p++;
  return take_number (scan, 1, 2, &scan->local.day);
}

static gboolean
take_late_year (Scan *scan)
{
  if (take_number (scan, 4, 4, &scan->local.year))
    return TRUE;
  if (!take_number (scan, 2, 2, &scan->local.year) || g_ascii_isdigit (*scan->p))
    return FALSE;
  scan->local.year += scan->local.year < 70 ? 2000 : 1900;
  return TRUE;
}

/* The day of the week says nothing that the date does not. */
static void
skip_weekday (Scan *scan)
{
  static const char *const english[] = { "monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday" };
  static const char *const chinese[] = { "一", "二", "三", "四", "五", "六", "日", "天" };
  Scan at = *scan;
  gboolean bracket;

  skip_spaces (&at);
  bracket = take_text (&at, "(");
  for (gsize i = 0; i < G_N_ELEMENTS (english); i++)
    if (g_ascii_strncasecmp (at.p, english[i], 3) == 0)
      {
        at.p += g_ascii_strncasecmp (at.p, english[i], strlen (english[i])) == 0
                    ? strlen (english[i])
                    : 3;
        if (g_ascii_isalpha (*at.p) || (bracket && !take_text (&at, ")")))
          return;
        take_text (&at, ",");
        skip_spaces (&at);
        *scan = at;
        return;
      }
  if (!take_text (&at, "星期") && !take_text (&at, "周"))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (chinese); i++)
    if (take_text (&at, chinese[i]))
      {
        if (bracket && !take_text (&at, ")"))
          return;
        skip_spaces (&at);
        *scan = at;
        return;
      }
}

static void
skip_mark (Scan *scan, const char *marks)
{
  if (*scan->p != '\0' && strchr (marks, *scan->p) != NULL)
    scan->p++;
  skip_spaces (scan);
}

static gboolean
scan_named_month (Scan *scan)
{
  if (take_month_name (scan))
    {
      skip_mark (scan, ".");
      if (!take_number (scan, 1, 2, &scan->local.day))
        return FALSE;
      skip_mark (scan, ",");
      return take_number (scan, 4, 4, &scan->local.year);
    }
  if (!take_number (scan, 1, 2, &scan->local.day))
    return FALSE;
  skip_mark (scan, "-./");
  if (!take_month_name (scan))
    return FALSE;
  skip_mark (scan, "-./,");
  return take_late_year (scan);
}

static gboolean
scan_year_last (Scan *scan)
{
  int first, second;
  char mark;
  gboolean month_first;

  if (!take_number (scan, 1, 2, &first))
    return FALSE;
  mark = *scan->p;
  if (mark != '/' && mark != '.' && mark != '-')
    return FALSE;
  scan->p++;
  if (!take_number (scan, 1, 2, &second) || *scan->p != mark)
    return FALSE;
  scan->p++;
  if (!take_late_year (scan))
    return FALSE;

  month_first = mark == '/' && scan->month_first;
  if (mark == '/' && (month_first ? first : second) > 12)
    month_first = !month_first;
  scan->local.month = month_first ? first : second;
  scan->local.day = month_first ? second : first;
  return TRUE;
}

static gboolean
scan_compact_date (Scan *scan)
{
  return take_number (scan, 4, 4, &scan->local.year) && take_number (scan, 2, 2, &scan->local.month)
         && take_number (scan, 2, 2, &scan->local.day);
}

static gboolean
scan_date (Scan *scan)
{
  gsize n = count_digits (scan->p);
  Scan named = *scan;

  if (n == 8)
    return scan_compact_date (scan);
  if (n == 4)
    return take_number (scan, 4, 4, &scan->local.year) && scan_year_first (scan);
  if (scan_named_month (&named))
    {
      *scan = named;
      return TRUE;
    }
  return scan_year_last (scan);
}

static void
scan_half (Scan *scan)
{
  static const struct {
    const char *text;
    int half;
  } marks[] = {
    { "a.m.", 1 }, { "p.m.", 2 }, { "am", 1 },   { "pm", 2 },
    { "上午", 1 }, { "下午", 2 }, { "凌晨", 1 }, { "晚上", 2 },
  };

  skip_spaces (scan);
  for (gsize i = 0; scan->half == 0 && i < G_N_ELEMENTS (marks); i++)
    if (take_text (scan, marks[i].text))
      scan->half = marks[i].half;
}

static void
scan_fraction (Scan *scan)
{
  int scale = 100000;

  /* "11:59:00:000AM" is how some databases write milliseconds. */
  gboolean colon = *scan->p == ':' && count_digits (scan->p + 1) == 3;

  if (!colon && ((*scan->p != '.' && *scan->p != ',') || !g_ascii_isdigit (scan->p[1])))
    return;
  for (scan->p++; g_ascii_isdigit (*scan->p); scan->p++, scale /= 10)
    scan->fraction_us += (*scan->p - '0') * scale;
}

static gboolean
scan_chinese_time (Scan *scan)
{
  if (!take_text (scan, "时") && !take_text (scan, "点"))
    return FALSE;
  skip_spaces (scan);
  if (take_number (scan, 1, 2, &scan->local.minute) && !take_text (scan, "分"))
    return FALSE;
  skip_spaces (scan);
  return !take_number (scan, 1, 2, &scan->local.second) || take_text (scan, "秒");
}

static gboolean
scan_time (Scan *scan)
{
  gsize n = count_digits (scan->p);

  if (n == 4 || n == 6)
    return take_number (scan, 2, 2, &scan->local.hour)
           && take_number (scan, 2, 2, &scan->local.minute)
           && (n == 4 || take_number (scan, 2, 2, &scan->local.second))
           && (scan_fraction (scan), TRUE);
  if (!take_number (scan, 1, 2, &scan->local.hour))
    return FALSE;
  if (*scan->p != ':')
    return scan_chinese_time (scan) || scan->half != 0;
  scan->p++;
  if (!take_number (scan, 1, 2, &scan->local.minute))
    return FALSE;
  if (*scan->p != ':')
    return TRUE;
  scan->p++;
  if (!take_number (scan, 1, 2, &scan->local.second))
    return FALSE;
  scan_fraction (scan);
  return TRUE;
}

/* "(EST)" behind an offset repeats it. */
static void
skip_zone_name (Scan *scan)
{
  const char *end;

  skip_spaces (scan);
  end = *scan->p == '(' ? strchr (scan->p, ')') : NULL;
  if (end != NULL)
    scan->p = end + 1;
}

/* Minutes east of Greenwich by RFC 822 and common use; the second figure for callers in the west.
 */
/* clang-format off */
static const struct {
  const char *name;
  gint16 east_min, west_min;
} zone_names[] = {
  { "UT", 0, 0 },       { "WET", 0, 0 },      { "WEST", 60, 60 },   { "BST", 60, 60 },
  { "CET", 60, 60 },    { "MEZ", 60, 60 },    { "CEST", 120, 120 }, { "MESZ", 120, 120 },
  { "EET", 120, 120 },  { "EEST", 180, 180 }, { "MSK", 180, 180 },  { "SAST", 120, 120 },
  { "PKT", 300, 300 },  { "IST", 330, 60 },   { "ICT", 420, 420 },  { "WIB", 420, 420 },
  { "HKT", 480, 480 },  { "SGT", 480, 480 },  { "AWST", 480, 480 }, { "JST", 540, 540 },
  { "KST", 540, 540 },  { "AEST", 600, 600 }, { "AEDT", 660, 660 }, { "NZST", 720, 720 },
  { "NZDT", 780, 780 }, { "CST", 480, -360 }, { "CDT", -300, -300 }, { "EST", -300, -300 },
  { "EDT", -240, -240 }, { "MST", -420, -420 }, { "MDT", -360, -360 }, { "PST", -480, -480 },
  { "PDT", -420, -420 }, { "AKST", -540, -540 }, { "AKDT", -480, -480 }, { "HST", -600, -600 },
  { "BRT", -180, -180 }, { "ART", -180, -180 }, { "NST", -210, -210 }, { "NDT", -150, -150 },
};
/* clang-format on */

static gboolean
scan_zone_name (Scan *scan, GTimeZone *zone)
{
  gsize n = 0;
  TwLocalTime local;

  while (g_ascii_isalpha (scan->p[n]))
    n++;
  if (scan->p[n] != '\0')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (zone_names); i++)
    if (strlen (zone_names[i].name) == n
        && g_ascii_strncasecmp (scan->p, zone_names[i].name, n) == 0)
      {
        tw_time_to_local (0, zone, &local);
        scan->zone_s = 60 * (local.offset_s < 0 ? zone_names[i].west_min : zone_names[i].east_min);
        scan->p += n;
        return TRUE;
      }
  return FALSE;
}

static gboolean
scan_zone (Scan *scan)
{
  int hours, minutes = 0, sign;

  skip_spaces (scan);
  if (*scan->p == '\0')
    return TRUE;
  scan->has_zone = TRUE;
  if (scan_zone_name (scan, scan->zone))
    return TRUE;
  if ((take_text (scan, "Z") || take_text (scan, "UTC") || take_text (scan, "GMT"))
      && *scan->p == '\0')
    return TRUE;
  if (*scan->p != '+' && *scan->p != '-')
    return FALSE;
  sign = *scan->p++ == '-' ? -1 : 1;
  if (!take_number (scan, 1, 2, &hours))
    return FALSE;
  if (*scan->p == ':')
    scan->p++;
  if (g_ascii_isdigit (*scan->p) && !take_number (scan, 2, 2, &minutes))
    return FALSE;
  skip_zone_name (scan);
  scan->zone_s = sign * (hours * 3600 + minutes * 60);
  return hours <= 18 && minutes < 60;
}

/* What may stand between date and time, then the time and what follows it. */
static gboolean
scan_rest (Scan *scan)
{
  gboolean ok, has_mark;

  skip_weekday (scan);
  has_mark = *scan->p != '\0' && strchr ("Tt_,", *scan->p) != NULL;
  scan->p += has_mark;
  skip_spaces (scan);
  if (*scan->p == '\0')
    return !has_mark;
  scan_half (scan);
  skip_spaces (scan);
  ok = scan_time (scan);
  if (!ok && scan->half == 0)
    return FALSE;
  scan_half (scan);
  return ok && scan_zone (scan);
}

static gboolean
in_range (Scan *scan)
{
  static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  TwLocalTime *local = &scan->local;
  gboolean leap = (local->year % 4 == 0 && local->year % 100 != 0) || local->year % 400 == 0;

  if (scan->half != 0)
    {
      if (local->hour < 1 || local->hour > 12)
        return FALSE;
      local->hour = local->hour % 12 + (scan->half == 2 ? 12 : 0);
    }
  return local->year >= 1 && local->month >= 1 && local->month <= 12 && local->day >= 1
         && local->day <= month_days[local->month - 1] + (local->month == 2 && leap)
         && (local->hour < 24
             || (local->hour == 24 && local->minute + local->second + scan->fraction_us == 0))
         && local->minute < 60 && local->second <= 60;
}

static gint64
scan_result (Scan *scan, GTimeZone *zone)
{
  TwLocalTime *local = &scan->local;
  gint64 days;

  if (!scan->has_zone)
    return tw_time_from_local (local, zone) + scan->fraction_us;
  days = tw_days_from_civil (local->year, local->month, local->day);
  return (days * 86400 + local->hour * 3600 + local->minute * 60 + local->second - scan->zone_s)
             * TW_US_PER_S
         + scan->fraction_us;
}

/* Unix time by the number of digits before a possible fraction. */
static gboolean
unix_time (const char *text, gint64 *ret_t_us)
{
  gboolean negative = text[0] == '-';
  Scan scan = { .p = text + negative };
  gsize n = count_digits (scan.p);
  gint64 value = g_ascii_strtoll (text, NULL, 10);

  if (n < 9 || (n > 11 && n != 13 && n != 16))
    return FALSE;
  scan.p += n;
  if (n <= 11)
    {
      scan_fraction (&scan);
      value = value * TW_US_PER_S + (negative ? -scan.fraction_us : scan.fraction_us);
    }
  else if (n == 13)
    value *= 1000;
  if (*scan.p != '\0')
    return FALSE;
  *ret_t_us = value;
  return TRUE;
}

static gboolean
scan_digits (Scan *scan, gsize n)
{
  if (!scan_compact_date (scan) || !take_number (scan, 2, 2, &scan->local.hour)
      || !take_number (scan, 2, 2, &scan->local.minute))
    return FALSE;
  if (n == 14 && !take_number (scan, 2, 2, &scan->local.second))
    return FALSE;
  scan_fraction (scan);
  return scan_zone (scan);
}

/* "Tue Apr 16 03:03:15 CST 2024": the year stands behind the time. */
static gboolean
scan_year_behind (Scan *scan)
{
  g_autofree char *zone = NULL;
  const char *last;
  Scan part;

  if (!take_month_name (scan))
    return FALSE;
  skip_spaces (scan);
  if (!take_number (scan, 1, 2, &scan->local.day) || *scan->p != ' ')
    return FALSE;
  skip_spaces (scan);
  if (!scan_time (scan))
    return FALSE;
  last = strrchr (scan->p, ' ');
  if (last == NULL || count_digits (last + 1) != 4 || last[5] != '\0')
    return FALSE;
  zone = g_strstrip (g_strndup (scan->p, (gsize) (last - scan->p)));
  part = *scan;
  part.p = zone;
  if (!scan_zone (&part) || *part.p != '\0')
    return FALSE;
  scan->has_zone = part.has_zone;
  scan->zone_s = part.zone_s;
  scan->p = last + 1;
  return take_number (scan, 4, 4, &scan->local.year);
}

static gboolean
scan_all (Scan *scan)
{
  gsize n = count_digits (scan->p);
  Scan behind;

  if (n == 12 || n == 14)
    return scan_digits (scan, n);
  skip_weekday (scan);
  behind = *scan;
  if (g_ascii_isalpha (*scan->p) && scan_year_behind (&behind))
    {
      *scan = behind;
      return TRUE;
    }
  return scan_date (scan) && scan_rest (scan);
}

/* U+FF01 to U+FF5E are the ASCII characters in the width of a Chinese one. */
static void
narrow (char *text)
{
  char *to = text;

  for (const guint8 *p = (const guint8 *) text; *p != '\0';)
    {
      guint code = p[0] == 0xef && (p[1] == 0xbc || p[1] == 0xbd) && (p[2] & 0xc0) == 0x80
                       ? ((p[1] & 0x3fu) << 6 | (p[2] & 0x3fu)) - 0xf00u
                       : 0;

      if (code >= 0x01 && code <= 0x5e)
        {
          *to++ = (char) (code + 0x20);
          p += 3;
        }
      else
        *to++ = (char) *p++;
    }
  *to = '\0';
}

/* The text without spaces around it, in ASCII where it can be. */
static char *
dup_plain (const char *text)
{
  char *plain = g_strndup (text, TEXT_MAX_BYTES);

  narrow (plain);
  return g_strstrip (plain);
}

gboolean
tw_time_parse (const char *text, GTimeZone *zone, gboolean month_first, gint64 *ret_t_us,
               GError **error)
{
  g_autofree char *trimmed = NULL;
  Scan scan = { .zone = zone, .month_first = month_first };

  g_return_val_if_fail (text != NULL && zone != NULL && ret_t_us != NULL, FALSE);

  trimmed = dup_plain (text);
  if (unix_time (trimmed, ret_t_us))
    return TRUE;
  scan.p = trimmed;
  if (strlen (text) > TEXT_MAX_BYTES || strlen (trimmed) >= 64 || !scan_all (&scan)
      || *scan.p != '\0')
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, _ ("“%s” is no date or time"),
                   trimmed);
      return FALSE;
    }
  if (!in_range (&scan))
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
                   _ ("“%s” is no date or time that exists"), trimmed);
      return FALSE;
    }
  *ret_t_us = scan_result (&scan, zone);
  return TRUE;
}

/* "5", "930": military time without its zeros. */
static gboolean
scan_short_time (Scan *scan, gsize n)
{
  int value;

  if (n < 1 || n > 3 || scan->p[n] != '\0' || !take_number (scan, 1, 3, &value))
    return FALSE;
  scan->local.hour = value / 100;
  scan->local.minute = value % 100;
  return TRUE;
}

gboolean
tw_time_parse_of_day (const char *text, gint64 *ret_us)
{
  g_autofree char *plain = NULL;
  Scan scan = { .local = { .year = 2000, .month = 1, .day = 1 } };

  g_return_val_if_fail (text != NULL && ret_us != NULL, FALSE);
  plain = dup_plain (text);
  scan.p = plain;
  scan_half (&scan);
  skip_spaces (&scan);
  if (!scan_short_time (&scan, count_digits (scan.p)) && !scan_time (&scan))
    return FALSE;
  scan_half (&scan);
  skip_spaces (&scan);
  if (*scan.p != '\0' || !in_range (&scan) || scan.local.hour == 24)
    return FALSE;
  *ret_us = (scan.local.hour * 3600 + scan.local.minute * 60 + scan.local.second) * TW_US_PER_S
            + scan.fraction_us;
  return TRUE;
}
