/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/*
 * Rule packs: the limits of law, contract and house as data. A pack says for each rule its limit
 * and the article it comes from; tw_roster_pack_resolve() turns it, with what the person worked
 * before the horizon, into the hard limits that the planner keeps (TwRosterPerson);
 * tw-roster-breaks.h finds what a roster made by hand breaks.
 *
 * Sources, as in force in 2026. Labour Law of the People's Republic of China: article 36, at most 8
 * hours a day and 44 hours a week on average; 38, at least one day of rest a week; 41, overtime
 * after consultation at most 1 hour a day, for special reasons at most 3 hours a day and 36 hours a
 * month; 42, article 41 does not bind when disaster, accident or the breakdown of public facilities
 * demand immediate work. Labour Contract Law, article 68: who is not employed full-time works on
 * average at most 4 hours a day and 24 hours a week for the same employer. The law sets no hours of
 * rest between two shifts: 11 hours is the figure of article 3 of the European directive 2003/88,
 * kept here as a rule of the house, as is the longest run of days. Volunteers work by agreement.
 */

typedef enum {
  TW_ROSTER_ARTICLE_NONE, /* a rule of the problem itself: skills, places, availability, pins */
  TW_ROSTER_ARTICLE_LABOUR_36,
  TW_ROSTER_ARTICLE_LABOUR_38,
  TW_ROSTER_ARTICLE_LABOUR_41,
  TW_ROSTER_ARTICLE_LABOUR_42,
  TW_ROSTER_ARTICLE_CONTRACT_68,
  TW_ROSTER_ARTICLE_AGREEMENT,
  TW_ROSTER_ARTICLE_HOUSE,
} TwRosterArticle;

/** What a pack can limit. */
typedef enum {
  TW_ROSTER_RULE_DAY,              /* minutes a day without overtime */
  TW_ROSTER_RULE_WEEK,             /* minutes an ISO week without overtime */
  TW_ROSTER_RULE_AVERAGE_DAY,      /* minutes a day, on average over the days worked in the week */
  TW_ROSTER_RULE_OVERTIME_DAY,     /* minutes beyond TW_ROSTER_RULE_DAY */
  TW_ROSTER_RULE_OVERTIME_SPECIAL, /* the same, for a special reason */
  TW_ROSTER_RULE_OVERTIME_MONTH,   /* minutes of overtime in a calendar month */
  TW_ROSTER_RULE_REST_DAYS,        /* days without work in an ISO week, at least */
  TW_ROSTER_RULE_REST,             /* minutes between two shifts, at least */
  TW_ROSTER_RULE_RUN,              /* days in a row */
  TW_ROSTER_N_RULES,
} TwRosterRule;

#define TW_ROSTER_NO_LIMIT (-1)

typedef struct {
  TwRosterArticle article;
  int limit; /* minutes or days; TW_ROSTER_NO_LIMIT: the pack has no such rule */
} TwRosterLimit;

/** When a volunteer agreed to come: local minutes of the day first .. last - 1, on the days of
 * @weekdays (bit 0 Monday). @last may go beyond 1440, into the next day. */
typedef struct {
  guint8 weekdays;
  int first_min, last_min;
} TwRosterAgreedWindow;

#define TW_ROSTER_MAX_WINDOWS 14

typedef struct {
  TwRosterLimit rules[TW_ROSTER_N_RULES];
  TwRosterAgreedWindow windows[TW_ROSTER_MAX_WINDOWS];
  int n_windows; /* 0: any time */
} TwRosterPack;

typedef enum {
  TW_ROSTER_CONTRACT_FULL_TIME,
  TW_ROSTER_CONTRACT_PART_TIME, /* not full-time in the sense of article 68 */
  TW_ROSTER_CONTRACT_VOLUNTEER, /* without an own maximum yet: set day and week of the copy */
} TwRosterContract;

/** The pack of a contract; static. Copy it to change limits. */
const TwRosterPack *tw_roster_pack_get (TwRosterContract contract);

/** What the person worked before the first slot of the horizon. */
typedef struct {
  int week_minutes, week_days; /* in the ISO week of the first day, before it */
  int week_overtime_min;       /* of these, counted as overtime already */
  int month_overtime_min;      /* in the calendar month of the first day, before it */
  int run_days;                /* days worked in a row, up to the day before */
  int since_last_min;          /* from the end of the last shift; below 0: none */
} TwRosterHistory;

/** What stands after the last slot of the horizon and stays there; all zero: nothing. */
typedef struct {
  gboolean has_next;
  int until_next_min;          /* from the end of the horizon to the begin of the next shift */
  int week_minutes, week_days; /* in the ISO week of the last day, after it */
  int run_days;                /* days worked in a row, from the day after the last on */
} TwRosterAhead;

/** How far overtime may be used for a person, and why. */
typedef enum {
  TW_ROSTER_OVERTIME_NONE,
  TW_ROSTER_OVERTIME_ORDINARY,  /* article 41, first half: 1 hour a day */
  TW_ROSTER_OVERTIME_SPECIAL,   /* 3 hours a day; wants a reason */
  TW_ROSTER_OVERTIME_EMERGENCY, /* article 42; wants a reason, which is logged */
} TwRosterOvertime;

typedef struct {
  const TwRosterPack *pack; /* borrowed */
  TwRosterHistory history;
  TwRosterOvertime overtime;
  const char *reason; /* borrowed, or NULL */
  TwRosterAhead ahead;
} TwRosterTerms;

/** What the terms leave of the horizon. */
typedef struct {
  int max_shift_minutes; /* worked minutes of one shift; G_MAXINT: no limit */
  int rest_slots, max_run, run_before, free_from;
  TwRosterSpan *spans;
  int n_spans;
  guint8 *available;        /* n_slots, or NULL: always */
  gboolean used_article_42; /* to be logged with the reason */
} TwRosterLimits;

/**
 * Resolves @terms for the horizon of @problem, whose first day is the Julian day @first_julian (as
 * GDate counts; months are told by it). Whoever keeps these limits breaks no rule of the pack, but
 * for the rest and the run of days towards what is ahead: for these, whoever plans closes slots.
 * Errors: TW_ROSTER_ERROR_INVALID, when special overtime or an emergency has no reason, or the
 * history is not possible.
 */
gboolean tw_roster_pack_resolve (const TwRosterTerms *terms, const TwRosterProblem *problem,
                                 guint32 first_julian, TwRosterLimits *ret, GError **error);
void tw_roster_limits_clear (TwRosterLimits *self);
/** Writes the limits into a person of @problem: availability is cut, spans are replaced, and kinds
 * of which a shift can be too long are barred (max_of_kind), so that each pack wants its own. */
void tw_roster_limits_apply (const TwRosterLimits *self, TwRosterProblem *problem, int person);

/**
 * Overtime by day: of @minutes[n_days], worked by a person of @terms. Within a week it is what goes
 * beyond the daily limit, or what goes beyond the weekly one, whichever sum is greater; it belongs
 * to the day on which the sum grows.
 */
void tw_roster_overtime_by_day (const TwRosterTerms *terms, const TwRosterProblem *problem,
                                const int *minutes, int *ret_overtime);
/** A number that is the same for all days of a calendar month only. */
int tw_roster_month_of (guint32 julian);
/** "labour-law-41" and the like: the id of an article. */
const char *tw_roster_article_id (TwRosterArticle article);

G_END_DECLS
