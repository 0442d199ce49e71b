/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/** Why a shortage could not be otherwise, or could. */
typedef enum {
  TW_ROSTER_SHORTAGE_NOBODY,    /* nobody has the skills and the pool, or all are barred */
  TW_ROSTER_SHORTAGE_NO_SHIFT,  /* somebody is qualified, but none of them has a shift of theirs
                                   that reaches: not available, windows, the end of the horizon */
  TW_ROSTER_SHORTAGE_TOO_FEW,   /* fewer could stand there than are missing and stand together */
  TW_ROSTER_SHORTAGE_ELSEWHERE, /* enough could; rules or prices keep them (tw_roster_blockers()) */
  TW_ROSTER_SHORTAGE_SHARE,     /* a share is not met */
} TwRosterShortageKind;

/** Demand that a roster leaves open: the same in all slots first .. last - 1. */
typedef struct {
  TwRosterShortageKind kind;
  int post;        /* or TW_ROSTER_NONE: of a share */
  int tide;        /* or TW_ROSTER_NONE: of a post */
  int first, last; /* slots */
  double missing;  /* heads, in each of them; of a share the part of a head that is missing too */
  int n_able;      /* people who could stand at the post in all of these slots; of a share 0 */
  double cost;     /* what the score pays for it, all slots together */
} TwRosterShortage;

/**
 * What @plans (n_people) leave uncovered, as named ranges: posts in their order, then shares, each
 * by time (GArray of TwRosterShortage, transfer full). Empty: all demand is covered and all shares
 * are met. Demand whose price is 0 is listed as well: it is demand. Pure; any thread.
 */
GArray *tw_roster_shortages (const TwRosterProblem *problem, const TwRosterPlan *plans);

/** Who could never work: no shift is theirs, whatever the others do (GArray of int, transfer full).
 * A pack that excludes somebody, no post they may stand at, or no time. */
GArray *tw_roster_excluded (const TwRosterProblem *problem);

G_END_DECLS
