/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-rules.h"

G_BEGIN_DECLS

/*
 * What a roster made by hand breaks. Red breaks are hard rules: the planner never makes them and
 * nothing that has one is published. Yellow ones want a reason. Everything is found one person at a
 * time, since but for people listed twice no rule binds two people together.
 */

typedef enum {
  TW_ROSTER_BREAK_HORIZON,        /* a shift of no known kind, or outside the horizon */
  TW_ROSTER_BREAK_BLOCKS,         /* its blocks overlap, leave holes, or none is at a post */
  TW_ROSTER_BREAK_OVERLAP,        /* two places at once; actual: minutes */
  TW_ROSTER_BREAK_TWO_POOLS,      /* the same while working in another pool; actual: minutes */
  TW_ROSTER_BREAK_TWICE_A_DAY,    /* two shifts begin on a day; actual: shifts */
  TW_ROSTER_BREAK_REST,           /* minutes between two shifts, and as they should be */
  TW_ROSTER_BREAK_REST_AFTER,     /* the same, before the first shift after the horizon */
  TW_ROSTER_BREAK_EARLY,          /* begins before the person may; slots */
  TW_ROSTER_BREAK_START,          /* the kind does not begin then; slot of the day */
  TW_ROSTER_BREAK_LENGTH,         /* slots */
  TW_ROSTER_BREAK_UNAVAILABLE,    /* slots of the shift */
  TW_ROSTER_BREAK_KIND_POOL,      /* the kind is not for this pool */
  TW_ROSTER_BREAK_KIND_AFTER,     /* the kind may not follow that of the day before */
  TW_ROSTER_BREAK_KIND_COUNT,     /* shifts of a kind */
  TW_ROSTER_BREAK_KIND_POST,      /* stands elsewhere than the kind's one post */
  TW_ROSTER_BREAK_SKILL,          /* actual: one skill that is missing, as a number of the bit */
  TW_ROSTER_BREAK_POOL,           /* the post is not for this pool */
  TW_ROSTER_BREAK_BARRED,         /* the person does not take this post */
  TW_ROSTER_BREAK_TRAVEL,         /* minutes between two blocks, and as the way takes */
  TW_ROSTER_BREAK_IDLE,           /* minutes neither at a post nor on the way nor the break */
  TW_ROSTER_BREAK_SHORT_BLOCK,    /* minutes */
  TW_ROSTER_BREAK_NO_MEAL,        /* minutes of the longest pause, and of the break */
  TW_ROSTER_BREAK_PIN,            /* a pinned shift is gone or changed */
  TW_ROSTER_BREAK_FROZEN,         /* differs from what is published and frozen */
  TW_ROSTER_BREAK_DAY,            /* minutes a day */
  TW_ROSTER_BREAK_AVERAGE_DAY,    /* minutes a day, over the week */
  TW_ROSTER_BREAK_OVERTIME_DAY,   /* minutes of overtime that day */
  TW_ROSTER_BREAK_OVERTIME_MONTH, /* minutes */
  TW_ROSTER_BREAK_WEEK,           /* minutes a week, or of a span */
  TW_ROSTER_BREAK_CONTRACT,       /* fewer minutes in a span than agreed */
  TW_ROSTER_BREAK_RUN,            /* days in a row */
  TW_ROSTER_BREAK_SHORT_RUN,      /* too few of them */
  TW_ROSTER_BREAK_SHORT_OFF,      /* days off in a row, too few */
  TW_ROSTER_BREAK_REST_DAY,       /* days off in the week */
  TW_ROSTER_BREAK_WEEKENDS,       /* weekends with work */
  TW_ROSTER_N_BREAKS,
} TwRosterBreakKind;

typedef enum {
  TW_ROSTER_SEVERITY_RED,
  TW_ROSTER_SEVERITY_YELLOW,
  TW_ROSTER_SEVERITY_EXCUSED, /* would be red, but for the emergency (article 42) */
} TwRosterSeverity;

typedef struct {
  TwRosterBreakKind kind;
  TwRosterSeverity severity;
  TwRosterArticle article;
  int person;
  int shift;         /* index in the plan, or TW_ROSTER_NONE: a day's, or more than one day's */
  int day;           /* the day of the shift, or the first day concerned */
  int slot;          /* where it shows first, or TW_ROSTER_NONE */
  int post;          /* or TW_ROSTER_NONE */
  int actual, limit; /* what the kind says; both 0 where nothing is counted */
} TwRosterBreak;

/** What a roster is judged by, besides the problem. Everything is borrowed. */
typedef struct {
  const TwRosterProblem *problem;
  const TwRosterTerms *terms; /* n_people, or NULL. A person whose pack is NULL has none; a pack
                                 stands for the limits it was resolved into (TwRosterPerson) */
  guint32 first_julian;       /* of the first day; only where there are packs */
  int frozen_until;           /* published shifts that begin before this slot stay; 0: none */
  const int *same_as;         /* n_people, or NULL: the next entry of the same human being in
                                 another pool, as a ring, or TW_ROSTER_NONE */
  const TwRosterPlan *plans;  /* n_people: of the others; needed with @same_as only */
} TwRosterBook;

/** Appends what @plan breaks, were it that of @person, to @ret (GArray of TwRosterBreak), by kind
 * of rule. Pure; any thread; the plan may be malformed in any way. */
void tw_roster_breaks_find (const TwRosterBook *book, int person, const TwRosterPlan *plan,
                            GArray *ret);
/** Whether one is red. */
gboolean tw_roster_breaks_any_red (const TwRosterBook *book, int person, const TwRosterPlan *plan);
/** The id of a kind, like "rest", for logs and exports. */
const char *tw_roster_break_id (TwRosterBreakKind kind);

G_END_DECLS
