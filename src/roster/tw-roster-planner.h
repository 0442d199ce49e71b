/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/** Every shift a person may work, ignoring all other shifts; shared by all threads, read only. */
typedef struct {
  int first, last; /* slots first .. last - 1 */
  int day;
  gint16 kind;
  gint16 pin; /* index of the pin it is, or -1 */
  int minutes;
  double cost; /* wage, wishes, change; without posts and travel */
} TwRosterOption;

/** From one node of the graph to another: a shift, or (option -1) waiting. */
typedef struct {
  int to; /* node */
  int option;
  int minutes;     /* in units; 0 where no span counts them */
  guint8 new_span; /* the span of minutes ends on the way */
  guint8 weekend;  /* the first work of a weekend, where weekends are limited */
} TwRosterArc;

/** A moment in which the person is free, and the run of days behind it. */
typedef struct {
  int slot;
  int first_arc; /* arcs first_arc .. of the next node's first_arc - 1; ordered by to and minutes */
  int span;      /* index of the span the slot is in, or -1 */
  int furthest;  /* no arc of this node or one before goes beyond that node */
} TwRosterNode;

/** The minutes, in units, that may have been worked in the span when the person is at a node:
 * lo .. hi, none when hi < lo. */
typedef struct {
  int lo, hi;
  gsize cell; /* of lo, in a table over all nodes and minutes */
} TwRosterBand;

typedef struct {
  TwRosterOption *options; /* by first slot, then kind, then last */
  int n_options;
  int *posts; /* where the person may stand */
  int n_posts;
  double fixed; /* what the person costs whatever the plan: wishes not met, shifts given up */
  TwRosterNode *nodes; /* n_nodes + 1, by slot; node 0 is the beginning, the last one the end */
  int n_nodes;
  TwRosterArc *arcs;
  int n_arcs;
  TwRosterBand *bands; /* n_nodes */
  gsize n_cells;
  gboolean exact;   /* no plan is missing from the bands */
  int unit_minutes; /* all minutes are multiples of it */
  int *limited;     /* kinds whose limit can bind */
  int n_limited;
  double way_cost; /* of a slot on the way */
} TwRosterChoices;

typedef struct {
  const TwRosterProblem *problem;
  TwRosterChoices *people; /* n_people */
  int *like; /* by person: the first whose posts and options differ in nothing but cost */
} TwRosterChoiceSet;

TwRosterChoiceSet *tw_roster_choice_set_new (const TwRosterProblem *problem);
typedef gboolean (*TwRosterGiveUpFunc) (gpointer data);
/** The same; NULL as soon as @give_up, asked before each person, says so. */
TwRosterChoiceSet *tw_roster_choice_set_try (const TwRosterProblem *problem,
                                             TwRosterGiveUpFunc give_up, gpointer data);
void tw_roster_choice_set_free (TwRosterChoiceSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterChoiceSet, tw_roster_choice_set_free)

/** The dynamic program and its memory; one per thread. */
typedef struct _TwRosterPlanner TwRosterPlanner;

TwRosterPlanner *tw_roster_planner_new (const TwRosterChoiceSet *choices);
void tw_roster_planner_free (TwRosterPlanner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterPlanner, tw_roster_planner_free)

/**
 * The cheapest plan of @person when one more head in slot t of post p costs price[p * n_slots + t]
 * (negative: a gain). Returns its cost, everything of the person included, or INFINITY when there
 * is none that costs less than @bound; *ret_plan is written only when there is one. Exact, unless
 * tw_roster_planner_get_lower() says otherwise.
 */
double tw_roster_planner_best (TwRosterPlanner *self, int person, const double *price, double bound,
                               TwRosterPlan *ret_plan);
/** Prices stay the same, in all calls of tw_roster_planner_best(), until this is called again:
 * people who may choose the same shifts then share a part of the work. */
void tw_roster_planner_hold (TwRosterPlanner *self, gboolean hold);
/** The first person who may choose the same shifts. */
int tw_roster_planner_get_like (const TwRosterPlanner *self, int person);
/** What any plan costs at least, by the last call of tw_roster_planner_best(); the same as the
 * plan's cost, or as the bound when there was no plan, unless the planner had to give up: then the
 * plan may not be the best. */
double tw_roster_planner_get_lower (const TwRosterPlanner *self);
/**
 * The same with all shifts of @now that start before slot @from, or in @until and later, staying as
 * they are. INFINITY also when the window is empty.
 */
double tw_roster_planner_within (TwRosterPlanner *self, int person, const double *price,
                                 double bound, const TwRosterPlan *now, int from, int until,
                                 TwRosterPlan *ret_plan);
/**
 * The cheapest plan when option o costs values[o] altogether (n_options of the person's choices;
 * INFINITY: not to be used), as options in order of time: int. INFINITY: there is none.
 */
double tw_roster_planner_choose (TwRosterPlanner *self, int person, const double *values,
                                 GArray *ret_options);
const TwRosterChoices *tw_roster_planner_get_choices (const TwRosterPlanner *self, int person);
/** The option that @shift is, or -1. */
int tw_roster_choices_find_option (const TwRosterChoices *self, const TwRosterShift *shift);
/** Forgets which limits bound at earlier prices: they cost time at new ones. Answers stay exact. */
void tw_roster_planner_forget (TwRosterPlanner *self);
/** Work done since the planner was made, in additions of the inner loops, roughly: a measure of
 * effort that is the same on every machine. */
guint64 tw_roster_planner_get_work (const TwRosterPlanner *self);

G_END_DECLS
