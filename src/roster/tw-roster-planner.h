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
  int minutes;     /* in units */
  guint8 new_span; /* the span of minutes ends on the way */
  guint8 weekend;  /* work on a Saturday or Sunday */
  guint8 new_week; /* a Sunday ends on the way */
} TwRosterArc;

/** A moment in which the person is free, and the run of days behind it. */
typedef struct {
  int slot;
  int first_arc; /* arcs first_arc .. of the next node's first_arc - 1 */
  int span;      /* index of the span the slot is in, or -1 */
} TwRosterNode;

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
  int unit_minutes; /* all minutes are multiples of it */
  int n_levels;     /* minutes 0 .. (n_levels - 1) units; 1: no span limits them */
} TwRosterChoices;

typedef struct {
  const TwRosterProblem *problem;
  TwRosterChoices *people; /* n_people */
} TwRosterChoiceSet;

TwRosterChoiceSet *tw_roster_choice_set_new (const TwRosterProblem *problem);
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
 * is none that costs less than @bound; *ret_plan is written only when there is one. Exact.
 */
double tw_roster_planner_best (TwRosterPlanner *self, int person, const double *price, double bound,
                               TwRosterPlan *ret_plan);
/** Forgets which limits bound at earlier prices: they cost time at new ones. Answers stay exact. */
void tw_roster_planner_forget (TwRosterPlanner *self);
/** Work done since the planner was made, in additions of the inner loops, roughly: a measure of
 * effort that is the same on every machine. */
guint64 tw_roster_planner_get_work (const TwRosterPlanner *self);

G_END_DECLS
