/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street.h"

G_BEGIN_DECLS

/**
 * TwHolidays: the public holidays and exchanged workdays of the Chinese calendar as an input table,
 * from the notices of the State Council's General Office for 2024 (国办发明电〔2023〕7号), 2025
 * (国办发明电〔2024〕12号) and 2026 (of 4 November 2025). For 2027 to 2035, where no notice is
 * known yet, days follow the standing rules of the 2024 revision (Spring Festival from New Year's
 * Eve for 8 days, Labour Day 5, National Day 7, Mid-Autumn and the others 1 day each with the
 * weekend they touch) and are marked provisional; exchanged workdays are not guessed. Days added by
 * the caller replace the built-in ones. Immutable once shared; not thread-safe while days are set.
 */
typedef struct _TwHolidays TwHolidays;

TwHolidays *tw_holidays_new_china (void);
/** No days at all: every day is ordinary. */
TwHolidays *tw_holidays_new_empty (void);
void tw_holidays_free (TwHolidays *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHolidays, tw_holidays_free)

/** Sets one day (a local date), replacing what was known of it. FALSE for an impossible date. */
gboolean tw_holidays_set (TwHolidays *self, int year, int month, int day, TwDayKind kind,
                          const char *name);

/** What the local date is; TW_DAY_ORDINARY for dates not in the table. */
TwDayKind tw_holidays_kind (const TwHolidays *self, int year, int month, int day);
/** Chinese name of the holiday the day belongs to ("春节"), or NULL. Borrowed. */
const char *tw_holidays_name (const TwHolidays *self, int year, int month, int day);
/** TRUE where the date follows from rules rather than from a notice. */
gboolean tw_holidays_is_provisional (const TwHolidays *self, int year, int month, int day);
/** TRUE if the table knows the year at all. */
gboolean tw_holidays_has_year (const TwHolidays *self, int year);

G_END_DECLS
