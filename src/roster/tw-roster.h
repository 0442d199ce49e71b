/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-progress.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The roster engine: who works when, and where.
 *
 * Time is a grid of equal slots: 15 minutes for a tide roster, a whole day for the classic monthly
 * one. Days are runs of slots, so that a day with a clock change is simply longer or shorter. A
 * *post* is what has to be staffed (a service at a place, a task, a kind of shift); its *cover*
 * says for every slot how many heads are wanted and what each one too few or too many costs, as a
 * convex function. A *shift* is one stretch of work of one person: it has a *kind*, which says when
 * it may start, how long it may last, and whether the person may change posts within it, in
 * *blocks*. A *plan* is all shifts of one person over the horizon, a *roster* one plan for each.
 *
 * What a person may not do are hard rules (TwRosterPerson, TwRosterKind): no roster that this
 * engine returns breaks one. What should be and cannot be has a price, and everything that was paid
 * is reported term by term (TwRosterScore).
 *
 * The heart is one exact dynamic program, the planner (tw-roster-planner.h): given a price for
 * every post and slot, the best plan of one person. It is used three ways. The search
 * (tw-roster-search.h) takes a few people out, rebuilds each against what the others leave open,
 * and accepts by annealing. The bound (tw-roster-bound.h) asks it for columns of a linear program,
 * which proves how good any roster can be. And people who are interchangeable share one answer.
 */

#define TW_ROSTER_ERROR (tw_roster_error_quark ())
typedef enum {
  TW_ROSTER_ERROR_INVALID,    /* the problem contradicts itself; the message names where */
  TW_ROSTER_ERROR_SYNTAX,     /* an instance file cannot be read: file, line, field */
  TW_ROSTER_ERROR_INFEASIBLE, /* a person's hard rules leave no plan; the message names whom */
  TW_ROSTER_ERROR_TOO_BIG,
} TwRosterError;
GQuark tw_roster_error_quark (void);

#define TW_ROSTER_NONE (-1)
#define TW_ROSTER_MAX_SLOTS 40000
#define TW_ROSTER_MAX_SKILLS 64
#define TW_ROSTER_MAX_KINDS 64

/** What has to be staffed. */
typedef struct {
  char *name;
  int place;      /* index of a place, or TW_ROSTER_NONE: no way to it */
  guint64 skills; /* all of these are needed */
  guint64 pools;  /* bit mask of the pools that may stand here; 0: all */
} TwRosterPost;

/**
 * The price of @k heads in one slot of one post:
 *   under * (need - k) + under2 * (need - k)^2 where k < need,
 *   over * (k - top) + over2 * (k - top)^2 where k > top. need <= top, no price is negative.
 */
typedef struct {
  int need, top;
  double under, under2, over, over2;
} TwRosterCover;

/** When a shift may start: slots of the day first..last, both included; over midnight it takes two.
 */
typedef struct {
  int first, last;
} TwRosterWindow;

typedef struct {
  char *name;
  int post; /* the one post of this shift, or TW_ROSTER_NONE: blocks at the person's posts */
  int min_slots, max_slots;
  int step_slots;          /* lengths min, min + step, ..; at least 1 */
  int start_step;          /* starts window.first, + step, ..; at least 1 */
  TwRosterWindow *windows; /* n_windows; none: any slot of the day */
  int n_windows;
  int minutes;     /* what counts as worked; 0: the length, less an unpaid break */
  int min_block;   /* slots at one post before changing; at least 1 */
  int break_after; /* a shift longer than this many slots has a break; 0: never */
  int break_slots; /* how long; the break covers nothing. Of a kind with a post of its own it is
                      not planned: others step in */
  gboolean break_paid;
  guint64 pools;      /* who may work it; 0: all */
  guint64 not_before; /* bit mask of the kinds that may not be worked the day after this one */
} TwRosterKind;

/** A wish about one day; @weight is paid when it is not met. */
typedef struct {
  int day;
  int kind;       /* or TW_ROSTER_NONE: any */
  gboolean wants; /* FALSE: wants not to */
  double weight;
} TwRosterWish;

/** A stretch at one post, or a break, or the way (post TW_ROSTER_NONE). Slots first .. last - 1. */
typedef struct {
  int post;
  int first, last;
} TwRosterBlock;

typedef struct {
  int kind;
  int first, last; /* slots first .. last - 1 */
  int n_blocks;
  TwRosterBlock *blocks; /* in order, without holes: first .. last */
} TwRosterShift;

/** All shifts of a person, by time. */
typedef struct {
  int n_shifts;
  TwRosterShift *shifts;
} TwRosterPlan;

/** Hard limits on the minutes worked within the days first .. last - 1. Spans do not overlap. */
typedef struct {
  int first, last;
  int min_minutes, max_minutes;
} TwRosterSpan;

typedef struct {
  char *name;
  int pool; /* 0 .. 63 */
  guint64 skills;
  int home;                /* place, or TW_ROSTER_NONE */
  guint64 posts_barred[4]; /* bit mask of posts < 256 this person does not take */

  int max_run;          /* days in a row; 0: no limit */
  int min_run, min_off; /* shortest run of working days and of days off; 1: none. Runs that touch
                           the edge of the horizon are excused */
  int max_weekends;     /* weekends with work; -1: no limit */
  int rest_slots;       /* between two shifts */
  int *max_of_kind;     /* n_kinds, or NULL: no limit */
  TwRosterSpan *spans;  /* by time */
  int n_spans;
  guint8 *available; /* n_slots bytes, 0: not available; NULL: always */

  int run_before; /* days worked in a row just before the horizon */
  int free_from;  /* the first slot in which a shift may start */

  double cost_per_minute;
  double cost_per_shift;
  double evening_cost; /* fairness: per shift that touches an evening .. */
  double weekend_cost; /* .. that begins on a Saturday or Sunday .. */
  double hours_cost;   /* .. per worked minute; below 0: hours are owed to the person .. */
  double walk_cost;    /* .. per slot on the way. See tw_roster_fairness_prices() */
  TwRosterWish *wishes;
  int n_wishes;

  TwRosterShift *pins; /* shifts that stay as they are */
  int n_pins;
  TwRosterShift *published; /* what the person was told; a change costs problem->change_cost */
  int n_published;
} TwRosterPerson;

/**
 * A rule on shares: in the slots first .. last - 1 at least @share of those who stand at any post
 * counted by @of should stand at a post counted by @at. Each head too few costs @weight per slot.
 */
typedef struct {
  char *name;
  int first, last;
  double share; /* 0 .. 1 */
  double weight;
  guint8 *at; /* n_posts bytes */
  guint8 *of; /* n_posts bytes, or NULL: all */
} TwRosterTide;

typedef struct {
  int n_slots, slot_minutes;
  int n_days;
  int *day_slot;          /* n_days + 1: first slot of each day; day_slot[n_days] = n_slots */
  guint8 *weekday;        /* n_days: 0 = Monday .. 6, one after the other */
  guint16 *clock;         /* n_slots: the local slot of the day, as windows mean it */
  TwRosterWindow evening; /* local slots of the day first .. last - 1; equal: there is none */

  TwRosterPost *posts; /* n_posts */
  int n_posts;
  TwRosterCover *cover; /* n_posts x n_slots, by post */
  int n_places;
  guint8 *travel_slots; /* n_places x n_places, or NULL: no time */
  double travel_cost;   /* per slot on the way */

  TwRosterKind *kinds;
  int n_kinds;
  TwRosterPerson *people;
  int n_people;
  TwRosterTide *tides;
  int n_tides;
  double change_cost; /* for every published shift given up and every other one added */
} TwRosterProblem;

/** A problem with room for these; everything zero, days of equal length from a Monday on, kinds
 * with steps and blocks of 1. Transfer full. */
TwRosterProblem *tw_roster_problem_new (int n_days, int slots_per_day, int slot_minutes,
                                        int n_posts, int n_kinds, int n_people);
void tw_roster_problem_free (TwRosterProblem *self);
/** Whether the problem makes sense; the error names the first thing that does not. */
gboolean tw_roster_problem_check (const TwRosterProblem *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterProblem, tw_roster_problem_free)

/** The day of a slot. */
int tw_roster_problem_day_of (const TwRosterProblem *self, int slot);
/** Slots on the way between the posts of a shift; to and from a post without a place there is none.
 */
int tw_roster_problem_way_slots (const TwRosterProblem *self, const TwRosterShift *shift);
/** Whether a slot of the evening is among the slots first .. last - 1. */
gboolean tw_roster_problem_touches_evening (const TwRosterProblem *self, int first, int last);
/** Minutes that count as worked. */
int tw_roster_problem_shift_minutes (const TwRosterProblem *self, const TwRosterShift *shift);

void tw_roster_shift_clear (TwRosterShift *self);
void tw_roster_shift_copy (const TwRosterShift *from, TwRosterShift *to);
void tw_roster_plan_clear (TwRosterPlan *self);
void tw_roster_plan_copy (const TwRosterPlan *from, TwRosterPlan *to);

/** What a roster costs, by term; the total is their sum. */
typedef struct {
  double under, over; /* uncovered demand, surplus */
  double tide;        /* shortfall of the shares */
  double wages;       /* minutes and shifts */
  double wishes;
  double change; /* against what was published */
  double travel;
  double fairness; /* the persons' prices of evenings, weekends, hours and walking */
  double total;
} TwRosterScore;

/** What a plan costs whoever else works: all terms but those of cover and shares. */
double tw_roster_score_get_own (const TwRosterScore *self);

typedef struct {
  const TwRosterProblem *problem; /* borrowed */
  TwRosterPlan *plans;            /* n_people */
  TwRosterScore score;
} TwRoster;

TwRoster *tw_roster_new (const TwRosterProblem *problem);
TwRoster *tw_roster_copy (const TwRoster *self);
void tw_roster_free (TwRoster *self);
/** Recomputes the score from the plans alone. */
void tw_roster_evaluate (TwRoster *self);
/** Adds what one plan costs besides heads to @score; its total is left alone. */
void tw_roster_score_person (const TwRosterProblem *problem, int person, const TwRosterPlan *plan,
                             TwRosterScore *score);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRoster, tw_roster_free)

G_END_DECLS
