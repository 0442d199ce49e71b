/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"

G_BEGIN_DECLS

/** Kinds that one search can count at most. */
#define TW_ROSTER_WALK_MAX_TRACKED 12

/** What a walk goes over and what it must keep. */
typedef struct {
  const TwRosterChoices *choices;
  const TwRosterPerson *person;
  const double *value; /* of each option, prices of limits included */
  const double *rest;  /* at least this much to the goal, by the cells of @bands and tier */
  int n_tiers;         /* tables by weekends behind: 0 .. n_tiers - 1, or 1: they do not count */
  const TwRosterBand *bands; /* by node */
  const int *tail_weekends;  /* by node from @goal on: counted after the goal; or NULL */
  int first, first_level;    /* where it begins */
  int goal;                  /* nodes from here on are goals */
  int weekends;              /* weekends that may be worked, or -1: no limit */
  double weekend_price;      /* of each; included in @rest, not in @value */
  int n_tracked;
  int tracked[TW_ROSTER_WALK_MAX_TRACKED];       /* kinds that are counted */
  int left[TW_ROSTER_WALK_MAX_TRACKED];          /* how many of each */
  double kind_price[TW_ROSTER_WALK_MAX_TRACKED]; /* included in @value */
  double bound;                                  /* only what costs less, prices included */
} TwRosterGround;

/** The search for the cheapest walk, and its memory; one per thread. */
typedef struct _TwRosterWalk TwRosterWalk;

typedef enum {
  TW_ROSTER_WALK_FOUND, /* the cheapest */
  TW_ROSTER_WALK_NONE,  /* there is none below the bound */
  TW_ROSTER_WALK_TIRED, /* too many labels */
} TwRosterWalkResult;

TwRosterWalk *tw_roster_walk_new (void);
void tw_roster_walk_free (TwRosterWalk *self);
/** Looks at no more than @max_labels. @ret_least: what a walk costs at least, prices of limits and
 * what is left of the limits at their price included. */
TwRosterWalkResult tw_roster_walk_search (TwRosterWalk *self, const TwRosterGround *ground,
                                          guint max_labels, double *ret_least);
/** The options of the walk found, in order of time: int. */
void tw_roster_walk_get_options (const TwRosterWalk *self, GArray *ret_options);
/** Labels of the last search. */
guint tw_roster_walk_get_n_labels (const TwRosterWalk *self);

G_END_DECLS
