// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-week-hours.h"

#include "base/tw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * A text is a row of marks: days, times, "to" and everything that separates. Days stand before the
 * times that hold on them; a day after a time begins anew. Times without days hold on all days,
 * days without times all day long. A time that is not after the one it begins with is one of the
 * next day.
 *
 * Marks are found by the longest word that begins at a place, English without case. A comma, a
 * semicolon and a space separate alike: what follows tells whether a new part begins. After
 * "Mon-Fri" and "周一至周五" single characters stand for days too: "周一、三、五".
 */

typedef enum { MARK_END, MARK_DAYS, MARK_TIME, MARK_TO, MARK_ALL_DAY, MARK_BAD } MarkKind;

typedef struct {
  MarkKind kind;
  int value; /* bits of days, or minutes */
} Mark;

typedef struct {
  const char *text, *at;
  Mark next;
  const char *next_at; /* where the next mark begins */
} Reader;

#define ALL_DAYS 0x7f

static const struct {
  const char *word;
  int days;
} day_words[] = {
  { "monday", 1 << 0 },  { "tuesday", 1 << 1 },  { "wednesday", 1 << 2 }, { "thursday", 1 << 3 },
  { "friday", 1 << 4 },  { "saturday", 1 << 5 }, { "sunday", 1 << 6 },    { "tues", 1 << 1 },
  { "thurs", 1 << 3 },   { "mon", 1 << 0 },      { "tue", 1 << 1 },       { "wed", 1 << 2 },
  { "thu", 1 << 3 },     { "fri", 1 << 4 },      { "sat", 1 << 5 },       { "sun", 1 << 6 },
  { "weekdays", 0x1f },  { "weekends", 0x60 },   { "weekend", 0x60 },     { "every day", ALL_DAYS },
  { "daily", ALL_DAYS }, { "工作日", 0x1f },     { "双休日", 0x60 },      { "周末", 0x60 },
  { "每天", ALL_DAYS },  { "每日", ALL_DAYS },   { "天天", ALL_DAYS },
};

static const char *const day_prefixes[] = { "每周", "星期", "礼拜", "周" };
static const char *const day_signs[] = { "一", "二", "三", "四", "五", "六", "日" };
static const char *const to_words[] = { "-",  "–",  "—",  "－",  "~", "～",
                                        "〜", "至", "到", "to ", NULL };
static const char *const all_day_words[] = { "all day", "全天", "24 h", "24h", NULL };
static const char *const gap_words[] = { " ",    "\t",   "\r", "\n",   ",",  "，", "、", ";",
                                         "；",   "/",    "　", "and ", "和", "及", "|",  "。",
                                         "次日", "翌日", "（", "）",   "(",  ")",  NULL };

static const char *
skip_word (const char *at, const char *word)
{
  gsize len = strlen (word);

  return g_ascii_strncasecmp (at, word, len) == 0 ? at + len : NULL;
}

static const char *
skip_any (const char *at, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *after = skip_word (at, words[i]);
      if (after != NULL)
        return after;
    }
  return NULL;
}

/* "周一", "星期天", "周1", or a sign alone. */
static const char *
read_day_sign (const char *at, int *ret_days)
{
  gboolean prefixed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (day_prefixes) && !prefixed; i++)
    {
      const char *after = skip_word (at, day_prefixes[i]);
      if (after == NULL)
        continue;
      prefixed = TRUE;
      at = after;
    }
  if (prefixed && *at >= '1' && *at <= '7' && !g_ascii_isdigit (at[1]) && at[1] != ':')
    {
      *ret_days = 1 << (*at - '1');
      return at + 1;
    }
  for (int d = 0; d < 7; d++)
    {
      const char *after = skip_word (at, day_signs[d]);
      if (after == NULL && d == 6)
        after = skip_word (at, "天");
      if (after == NULL)
        continue;
      *ret_days = 1 << d;
      return after;
    }
  return NULL;
}

static const char *
read_days (const char *at, int *ret_days)
{
  for (guint i = 0; i < G_N_ELEMENTS (day_words); i++)
    {
      const char *after = skip_word (at, day_words[i].word);
      if (after == NULL || g_ascii_isalpha (*after))
        continue;
      *ret_days = day_words[i].days;
      return *after == '.' ? after + 1 : after;
    }
  return read_day_sign (at, ret_days);
}

/* Up to two digits; NULL: there are none, or more. */
static const char *
read_number (const char *at, int *ret)
{
  int value = 0, n = 0;

  for (; g_ascii_isdigit (*at); at++, n++)
    if (n < 3)
      value = value * 10 + (*at - '0');
  *ret = value;
  return n == 1 || n == 2 ? at : NULL;
}

/* "8:00", "8：00", "8", "8点", "8点半", "8时30分", "0800" is none. */
static const char *
read_time (const char *at, int *ret_min)
{
  static const char *const colons[] = { ":", "：", NULL };
  static const char *const hours[] = { "点", "时", NULL };
  int hour, minute = 0;
  const char *after, *half;

  at = read_number (at, &hour);
  if (at == NULL)
    return NULL;
  if ((after = skip_any (at, colons)) != NULL)
    {
      at = read_number (after, &minute);
      if (at == NULL)
        return NULL;
    }
  else if ((after = skip_any (at, hours)) != NULL)
    {
      at = after;
      if ((half = skip_word (at, "半")) != NULL)
        {
          minute = 30;
          at = half;
        }
      else if (g_ascii_isdigit (*at))
        {
          at = read_number (at, &minute);
          if (at == NULL)
            return NULL;
          half = skip_word (at, "分");
          at = half != NULL ? half : at;
        }
    }
  *ret_min = minute > 59 ? G_MAXINT : hour * 60 + minute;
  return at;
}

static void
step (Reader *self)
{
  const char *after = NULL;
  int value = 0;

  while (*self->at != '\0' && (after = skip_any (self->at, gap_words)) != NULL)
    self->at = after;
  self->next_at = self->at;
  if (*self->at == '\0')
    self->next = (Mark){ MARK_END, 0 };
  else if ((after = skip_any (self->at, all_day_words)) != NULL)
    self->next = (Mark){ MARK_ALL_DAY, 0 };
  else if ((after = read_days (self->at, &value)) != NULL)
    self->next = (Mark){ MARK_DAYS, value };
  else if ((after = read_time (self->at, &value)) != NULL)
    self->next = (Mark){ MARK_TIME, value };
  else if ((after = skip_any (self->at, to_words)) != NULL)
    self->next = (Mark){ MARK_TO, 0 };
  else
    self->next = (Mark){ MARK_BAD, 0 };
  if (after != NULL)
    self->at = after;
}

static void
reader_init (Reader *self, const char *text)
{
  *self = (Reader){ .text = text, .at = text };
  step (self);
}

/* Says what stands at the next mark, a few characters of it. */
static gboolean
fail (const Reader *self, GError **error)
{
  g_autofree char *part =
      g_utf8_substring (self->next_at, 0, MIN (12, g_utf8_strlen (self->next_at, -1)));
  glong place = g_utf8_pointer_to_offset (self->text, self->next_at) + 1;

  if (self->next.kind == MARK_END)
    g_set_error_literal (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                         _ ("hours end too early: write them like “Mon-Fri 08:00-17:00”"));
  else
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                 _ ("“%s” at character %ld is no day and no time: write hours like “Mon-Fri "
                    "08:00-17:00”"),
                 part, place);
  return FALSE;
}

static int
lowest (int days)
{
  int day = 0;

  while (!(days >> day & 1))
    day++;
  return day;
}

/* Days from the first to the last, over the end of the week too. */
static int
span_of_days (int first, int last)
{
  int days = 0, d = lowest (first), end = lowest (last);

  for (;; d = (d + 1) % 7)
    {
      days |= 1 << d;
      if (d == end)
        return days;
    }
}

static gboolean
is_one_day (int days)
{
  return days != 0 && (days & (days - 1)) == 0;
}

/* A list of days; *ret_days 0: there is none. */
static gboolean
take_days (Reader *self, int *ret_days, GError **error)
{
  *ret_days = 0;
  while (self->next.kind == MARK_DAYS)
    {
      int days = self->next.value;
      step (self);
      if (self->next.kind == MARK_TO)
        {
          step (self);
          if (self->next.kind != MARK_DAYS || !is_one_day (days) || !is_one_day (self->next.value))
            return fail (self, error);
          days = span_of_days (days, self->next.value);
          step (self);
        }
      *ret_days |= days;
    }
  return TRUE;
}

static gboolean
take_times (Reader *self, int *ret_from, int *ret_to, GError **error)
{
  if (self->next.kind != MARK_TIME)
    return fail (self, error);
  *ret_from = self->next.value;
  step (self);
  if (self->next.kind != MARK_TO)
    return fail (self, error);
  step (self);
  if (self->next.kind != MARK_TIME)
    return fail (self, error);
  *ret_to = self->next.value;
  if (*ret_from >= 1440 || *ret_to > 1440)
    {
      g_set_error_literal (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
                           _ ("a time is later than 24:00"));
      return FALSE;
    }
  if (*ret_to <= *ret_from)
    *ret_to += 1440;
  step (self);
  return TRUE;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int
compare_windows (gconstpointer a, gconstpointer b)
{
  const TwWeekWindow *x = a, *y = b;

  return x->weekday != y->weekday     ? x->weekday - y->weekday
         : x->from_min != y->from_min ? x->from_min - y->from_min
                                      : x->to_min - y->to_min;
}

static gboolean
add_windows (GArray *windows, int days, int from_min, int to_min, GError **error)
{
  for (int d = 0; d < 7; d++)
    if (days >> d & 1)
      {
        TwWeekWindow window = { d + 1, from_min, to_min };
        g_array_append_val (windows, window);
      }
  if (windows->len <= TW_WEEK_HOURS_MAX)
    return TRUE;
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG, _ ("more than %d windows"),
               TW_WEEK_HOURS_MAX);
  return FALSE;
}

static void
drop_repeats (GArray *windows)
{
  guint kept = 0;

  g_array_sort (windows, compare_windows);
  for (guint i = 0; i < windows->len; i++)
    if (kept == 0
        || compare_windows (&g_array_index (windows, TwWeekWindow, kept - 1),
                            &g_array_index (windows, TwWeekWindow, i))
               != 0)
      g_array_index (windows, TwWeekWindow, kept++) = g_array_index (windows, TwWeekWindow, i);
  g_array_set_size (windows, kept);
}

/* Days and the times that hold on them. */
static gboolean
take_part (Reader *self, GArray *windows, GError **error)
{
  int days, from, to;
  gboolean any = FALSE;

  if (!take_days (self, &days, error))
    return FALSE;
  if (self->next.kind == MARK_ALL_DAY)
    {
      step (self);
      return add_windows (windows, days != 0 ? days : ALL_DAYS, 0, 1440, error);
    }
  for (; self->next.kind == MARK_TIME; any = TRUE)
    if (!take_times (self, &from, &to, error)
        || !add_windows (windows, days != 0 ? days : ALL_DAYS, from, to, error))
      return FALSE;
  if (any)
    return TRUE;
  if (days == 0 || (self->next.kind != MARK_DAYS && self->next.kind != MARK_END))
    return fail (self, error);
  return add_windows (windows, days, 0, 1440, error);
}

GArray *
tw_week_hours_parse (const char *text, GError **error)
{
  g_autoptr (GArray) windows = g_array_new (FALSE, FALSE, sizeof (TwWeekWindow));
  Reader reader;

  g_return_val_if_fail (text != NULL, NULL);
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, TW_DATA_ERROR, TW_DATA_ERROR_ENCODING, _ ("hours are no text"));
      return NULL;
    }
  reader_init (&reader, text);
  while (reader.next.kind != MARK_END)
    if (!take_part (&reader, windows, error))
      return NULL;
  drop_repeats (windows);
  return g_steal_pointer (&windows);
}

gboolean
tw_week_days_parse (const char *text, guint *ret_days, GError **error)
{
  Reader reader;
  int days;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);
  reader_init (&reader, text);
  if (!take_days (&reader, &days, error))
    return FALSE;
  if (reader.next.kind != MARK_END)
    return fail (&reader, error);
  *ret_days = days != 0 ? (guint) days : ALL_DAYS;
  return TRUE;
}

gboolean
tw_week_times_parse (const char *text, int *ret_from_min, int *ret_to_min, GError **error)
{
  Reader reader;
  int from, to;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);
  reader_init (&reader, text);
  if (!take_times (&reader, &from, &to, error))
    return FALSE;
  if (reader.next.kind != MARK_END)
    return fail (&reader, error);
  *ret_from_min = from;
  *ret_to_min = to;
  return TRUE;
}

/* --- writing ---------------------------------------------------------------------------------- */

static const char *
day_name (int day)
{
  static const char *const names[] = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"),
                                       N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };

  return _ (names[day]);
}

char *
tw_week_days_format (guint days)
{
  GString *text = g_string_new (NULL);

  if ((days & ALL_DAYS) == ALL_DAYS)
    g_string_append (text, _ ("daily"));
  else
    for (int d = 0, end; d < 7; d = end)
      {
        end = d + 1;
        if (!(days >> d & 1))
          continue;
        while (end < 7 && days >> end & 1)
          end++;
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", day_name (d));
        if (end - d > 1)
          g_string_append_printf (text, "%s%s", end - d > 2 ? "-" : ", ", day_name (end - 1));
      }
  return g_string_free (text, FALSE);
}

char *
tw_week_times_format (int from_min, int to_min)
{
  int to = to_min > 1440 ? to_min - 1440 : to_min;

  return g_strdup_printf ("%02d:%02d-%02d:%02d", from_min / 60, from_min % 60, to / 60, to % 60);
}

/* The hours of one day as a key: days of equal keys are written together. */
static char *
times_of_day (const GArray *windows, int weekday)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < windows->len; i++)
    {
      const TwWeekWindow *window = &g_array_index (windows, TwWeekWindow, i);
      if (window->weekday != weekday)
        continue;
      g_autofree char *times = tw_week_times_format (window->from_min, window->to_min);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", times);
    }
  return g_string_free (text, FALSE);
}

char *
tw_week_hours_format (const GArray *windows)
{
  GString *text = g_string_new (NULL);
  char *times[7];
  guint done = 0;

  g_return_val_if_fail (windows != NULL, NULL);
  for (int d = 0; d < 7; d++)
    times[d] = times_of_day (windows, d + 1);
  for (int d = 0; d < 7; d++)
    {
      guint days = 0;
      for (int e = d; e < 7; e++)
        if (!(done >> e & 1) && *times[d] != '\0' && strcmp (times[d], times[e]) == 0)
          days |= 1u << e;
      done |= days;
      if (days == 0 || !(days >> d & 1))
        continue;
      g_autofree char *names = tw_week_days_format (days);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "; " : "", names, times[d]);
    }
  for (int d = 0; d < 7; d++)
    g_free (times[d]);
  return g_string_free (text, FALSE);
}
