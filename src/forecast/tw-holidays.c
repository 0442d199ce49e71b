// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-holidays.h"

#include "base/tw-time.h"

#include <string.h>

typedef struct {
  int from, to; /* yyyymmdd, both included, within one month or into the next */
  TwDayKind kind;
  const char *name;
} Span;

/* Notices of the State Council's General Office. The statutory days themselves are holidays, the
 * days exchanged for worked weekends are days off; both are named after their festival. */
static const Span noticed[] = {
  { 20240101, 20240101, TW_DAY_HOLIDAY, "元旦" },
  { 20240204, 20240204, TW_DAY_WEEKEND_WORK, "春节" },
  { 20240210, 20240212, TW_DAY_HOLIDAY, "春节" },
  { 20240213, 20240217, TW_DAY_WORKDAY_OFF, "春节" },
  { 20240218, 20240218, TW_DAY_WEEKEND_WORK, "春节" },
  { 20240404, 20240404, TW_DAY_HOLIDAY, "清明节" },
  { 20240405, 20240406, TW_DAY_WORKDAY_OFF, "清明节" },
  { 20240407, 20240407, TW_DAY_WEEKEND_WORK, "清明节" },
  { 20240428, 20240428, TW_DAY_WEEKEND_WORK, "劳动节" },
  { 20240501, 20240501, TW_DAY_HOLIDAY, "劳动节" },
  { 20240502, 20240505, TW_DAY_WORKDAY_OFF, "劳动节" },
  { 20240511, 20240511, TW_DAY_WEEKEND_WORK, "劳动节" },
  { 20240610, 20240610, TW_DAY_HOLIDAY, "端午节" },
  { 20240914, 20240914, TW_DAY_WEEKEND_WORK, "中秋节" },
  { 20240915, 20240916, TW_DAY_WORKDAY_OFF, "中秋节" },
  { 20240917, 20240917, TW_DAY_HOLIDAY, "中秋节" },
  { 20240929, 20240929, TW_DAY_WEEKEND_WORK, "国庆节" },
  { 20241001, 20241003, TW_DAY_HOLIDAY, "国庆节" },
  { 20241004, 20241007, TW_DAY_WORKDAY_OFF, "国庆节" },
  { 20241012, 20241012, TW_DAY_WEEKEND_WORK, "国庆节" },

  { 20250101, 20250101, TW_DAY_HOLIDAY, "元旦" },
  { 20250126, 20250126, TW_DAY_WEEKEND_WORK, "春节" },
  { 20250128, 20250131, TW_DAY_HOLIDAY, "春节" },
  { 20250201, 20250204, TW_DAY_WORKDAY_OFF, "春节" },
  { 20250208, 20250208, TW_DAY_WEEKEND_WORK, "春节" },
  { 20250404, 20250404, TW_DAY_HOLIDAY, "清明节" },
  { 20250405, 20250406, TW_DAY_WORKDAY_OFF, "清明节" },
  { 20250427, 20250427, TW_DAY_WEEKEND_WORK, "劳动节" },
  { 20250501, 20250502, TW_DAY_HOLIDAY, "劳动节" },
  { 20250503, 20250505, TW_DAY_WORKDAY_OFF, "劳动节" },
  { 20250531, 20250531, TW_DAY_HOLIDAY, "端午节" },
  { 20250601, 20250602, TW_DAY_WORKDAY_OFF, "端午节" },
  { 20250928, 20250928, TW_DAY_WEEKEND_WORK, "国庆节" },
  { 20251001, 20251003, TW_DAY_HOLIDAY, "国庆节" },
  { 20251004, 20251005, TW_DAY_WORKDAY_OFF, "国庆节" },
  { 20251006, 20251006, TW_DAY_HOLIDAY, "中秋节" },
  { 20251007, 20251008, TW_DAY_WORKDAY_OFF, "国庆节" },
  { 20251011, 20251011, TW_DAY_WEEKEND_WORK, "国庆节" },

  { 20260101, 20260101, TW_DAY_HOLIDAY, "元旦" },
  { 20260102, 20260103, TW_DAY_WORKDAY_OFF, "元旦" },
  { 20260104, 20260104, TW_DAY_WEEKEND_WORK, "元旦" },
  { 20260214, 20260214, TW_DAY_WEEKEND_WORK, "春节" },
  { 20260215, 20260215, TW_DAY_WORKDAY_OFF, "春节" },
  { 20260216, 20260219, TW_DAY_HOLIDAY, "春节" },
  { 20260220, 20260223, TW_DAY_WORKDAY_OFF, "春节" },
  { 20260228, 20260228, TW_DAY_WEEKEND_WORK, "春节" },
  { 20260404, 20260404, TW_DAY_WORKDAY_OFF, "清明节" },
  { 20260405, 20260405, TW_DAY_HOLIDAY, "清明节" },
  { 20260406, 20260406, TW_DAY_WORKDAY_OFF, "清明节" },
  { 20260501, 20260502, TW_DAY_HOLIDAY, "劳动节" },
  { 20260503, 20260505, TW_DAY_WORKDAY_OFF, "劳动节" },
  { 20260509, 20260509, TW_DAY_WEEKEND_WORK, "劳动节" },
  { 20260619, 20260619, TW_DAY_HOLIDAY, "端午节" },
  { 20260620, 20260621, TW_DAY_WORKDAY_OFF, "端午节" },
  { 20260920, 20260920, TW_DAY_WEEKEND_WORK, "国庆节" },
  { 20260925, 20260925, TW_DAY_HOLIDAY, "中秋节" },
  { 20260926, 20260927, TW_DAY_WORKDAY_OFF, "中秋节" },
  { 20261001, 20261003, TW_DAY_HOLIDAY, "国庆节" },
  { 20261004, 20261007, TW_DAY_WORKDAY_OFF, "国庆节" },
  { 20261010, 20261010, TW_DAY_WEEKEND_WORK, "国庆节" },
};

/* Where the moon and the sun put the festivals: month and day of Spring Festival, Qingming, Dragon
 * Boat, Mid-Autumn. */
static const struct {
  int year, spring, qingming, dragon_boat, mid_autumn;
} lunar[] = {
  { 2027, 206, 405, 609, 915 }, { 2028, 126, 404, 528, 1003 }, { 2029, 213, 404, 616, 922 },
  { 2030, 203, 405, 605, 912 }, { 2031, 123, 405, 624, 1001 }, { 2032, 211, 404, 612, 919 },
  { 2033, 131, 404, 601, 908 }, { 2034, 219, 405, 620, 927 },  { 2035, 208, 405, 610, 916 },
};

#define FIRST_NOTICED_YEAR 2024
#define LAST_NOTICED_YEAR 2026

typedef struct {
  TwDayKind kind;
  gboolean provisional;
  const char *name;
} Day;

struct _TwHolidays {
  GHashTable *days; /* days since 1970 -> Day */
  int last_year;
};

static int
days_of (int yyyymmdd)
{
  return tw_days_from_civil (yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

static void
put (TwHolidays *self, int day, TwDayKind kind, const char *name, gboolean provisional)
{
  Day *entry = g_new (Day, 1);

  *entry = (Day){ kind, provisional, g_intern_string (name) };
  g_hash_table_replace (self->days, GINT_TO_POINTER (day), entry);
}

/* @statutory days of holiday from @first, days off until @length days are full. */
static void
put_festival (TwHolidays *self, int first, int statutory, int length, const char *name)
{
  for (int i = 0; i < length; i++)
    put (self, first + i, i < statutory ? TW_DAY_HOLIDAY : TW_DAY_WORKDAY_OFF, name, TRUE);
}

/* A one-day festival takes the weekend it touches: from Friday on, or the two days before a Monday.
 */
static void
put_single (TwHolidays *self, int day, const char *name)
{
  int weekday = (day + 3) % 7; /* 0 Monday; 1970-01-01 was a Thursday */

  put (self, day, TW_DAY_HOLIDAY, name, TRUE);
  if (weekday == 0)
    put_festival (self, day - 2, 0, 2, name);
  if (weekday == 4)
    put_festival (self, day + 1, 0, 2, name);
}

static void
put_rules (TwHolidays *self, gsize i)
{
  int year = lunar[i].year;

  put_single (self, days_of (year * 10000 + 101), "元旦");
  put_festival (self, days_of (year * 10000 + lunar[i].spring) - 1, 4, 8, "春节");
  put_single (self, days_of (year * 10000 + lunar[i].qingming), "清明节");
  put_festival (self, days_of (year * 10000 + 501), 2, 5, "劳动节");
  put_single (self, days_of (year * 10000 + lunar[i].dragon_boat), "端午节");
  put_single (self, days_of (year * 10000 + lunar[i].mid_autumn), "中秋节");
  gboolean merged = lunar[i].mid_autumn >= 1001 && lunar[i].mid_autumn <= 1008;
  put_festival (self, days_of (year * 10000 + 1001), 3, merged ? 8 : 7, "国庆节");
}

TwHolidays *
tw_holidays_new_empty (void)
{
  TwHolidays *self = g_new0 (TwHolidays, 1);

  self->days = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

TwHolidays *
tw_holidays_new_china (void)
{
  TwHolidays *self = tw_holidays_new_empty ();

  for (gsize i = 0; i < G_N_ELEMENTS (noticed); i++)
    for (int day = days_of (noticed[i].from); day <= days_of (noticed[i].to); day++)
      put (self, day, noticed[i].kind, noticed[i].name, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (lunar); i++)
    put_rules (self, i);
  self->last_year = lunar[G_N_ELEMENTS (lunar) - 1].year;
  return self;
}

void
tw_holidays_free (TwHolidays *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->days);
  g_free (self);
}

gboolean
tw_holidays_set (TwHolidays *self, int year, int month, int day, TwDayKind kind, const char *name)
{
  g_return_val_if_fail (self != NULL && kind < TW_DAY_N_KINDS, FALSE);
  if (year < 1 || year > G_MAXUINT16 || month < 1 || month > 12 || day < 1
      || !g_date_valid_dmy ((GDateDay) MIN (day, 255), (GDateMonth) month, (GDateYear) year))
    return FALSE;
  put (self, tw_days_from_civil (year, month, day), kind, name, FALSE);
  return TRUE;
}

static const Day *
find (const TwHolidays *self, int year, int month, int day)
{
  return g_hash_table_lookup (self->days, GINT_TO_POINTER (tw_days_from_civil (year, month, day)));
}

TwDayKind
tw_holidays_kind (const TwHolidays *self, int year, int month, int day)
{
  g_return_val_if_fail (self != NULL, TW_DAY_ORDINARY);
  const Day *entry = find (self, year, month, day);
  return entry != NULL ? entry->kind : TW_DAY_ORDINARY;
}

const char *
tw_holidays_name (const TwHolidays *self, int year, int month, int day)
{
  g_return_val_if_fail (self != NULL, NULL);
  const Day *entry = find (self, year, month, day);
  return entry != NULL ? entry->name : NULL;
}

gboolean
tw_holidays_is_provisional (const TwHolidays *self, int year, int month, int day)
{
  g_return_val_if_fail (self != NULL, FALSE);
  const Day *entry = find (self, year, month, day);
  return entry != NULL ? entry->provisional
                       : year > LAST_NOTICED_YEAR && tw_holidays_has_year (self, year);
}

gboolean
tw_holidays_has_year (const TwHolidays *self, int year)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return year >= FIRST_NOTICED_YEAR && year <= self->last_year;
}
