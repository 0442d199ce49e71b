/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/*
 * Repair: somebody is ill, or a shift has to stay where it is now, and the rest of the roster
 * should change as little as possible. Every shift given up and every one added costs change_cost
 * besides what it does to the score, so that no change is made that gains less. Demand that nobody
 * covered before, and shares that were not met, are not the repair's business unless it is told so.
 * What is frozen or pinned stays as it is, byte for byte.
 */

/** @person cannot work in slots first .. last - 1. A shift that has begun before ends at @first. */
typedef struct {
  int person;
  int first, last;
} TwRosterAbsence;

/** @person works @shift, whatever was planned that day. */
typedef struct {
  int person;
  TwRosterShift shift; /* borrowed */
} TwRosterNewPin;

typedef struct {
  const TwRosterAbsence *absences;
  int n_absences;
  const TwRosterNewPin *pins;
  int n_pins;
  int frozen_until;   /* shifts that begin before this slot stay, none begins before it; 0: none */
  double change_cost; /* what a change must gain; above 0 */
  double move_cost;   /* what another post within a shift that stays must gain; at least 0 */
  gboolean improve;   /* also better what was bad before; else only what was lost counts */
  double max_seconds; /* wall time; 0: 2 s */
  GCancellable *cancellable; /* ends with the best so far */
} TwRosterRepairOptions;

typedef enum {
  TW_ROSTER_CHANGE_ABSENT,   /* the absence took the shift, or its end */
  TW_ROSTER_CHANGE_PINNED,   /* the new pin */
  TW_ROSTER_CHANGE_ADDED,    /* a shift on a day that had none */
  TW_ROSTER_CHANGE_GIVEN_UP, /* a shift that is no longer needed, or makes way for another */
  TW_ROSTER_CHANGE_SHIFTED,  /* other hours, or another kind, that day */
  TW_ROSTER_CHANGE_MOVED,    /* the same hours at other posts */
} TwRosterChangeKind;

typedef struct {
  TwRosterChangeKind kind;
  int person;
  int before, after; /* index of the shift in the old and the new plan, or TW_ROSTER_NONE */
  int post, slot;    /* the first demand that it fills and nobody else did, or TW_ROSTER_NONE */
  double gain;       /* what undoing everything of this person would cost; 0 for the absent */
} TwRosterChange;

typedef struct {
  TwRoster *roster;  /* of the original problem, with its score */
  GArray *changes;   /* TwRosterChange by person and time */
  int n_changed;     /* shifts given up or added, without those that the absence took */
  double unrepaired; /* the score with only the absences and pins carried out */
  gboolean proven;   /* nothing is better: no roster has less lost demand and other costs +
                           change_cost x n_changed */
  double seconds;
} TwRosterRepair;

/**
 * Repairs @plans (n_people of @problem); nothing is applied, @plans is not touched. Any thread,
 * blocks for at most about max_seconds. @problem must outlive the repair. Errors:
 * TW_ROSTER_ERROR_INVALID (problem or options), TW_ROSTER_ERROR_INFEASIBLE (a new pin leaves the
 * person no plan; names them).
 */
TwRosterRepair *tw_roster_repair (const TwRosterProblem *problem, const TwRosterPlan *plans,
                                  const TwRosterRepairOptions *options, GError **error);
void tw_roster_repair_free (TwRosterRepair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterRepair, tw_roster_repair_free)

G_END_DECLS
