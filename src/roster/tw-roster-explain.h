/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-breaks.h"
#include "roster/tw-roster-fairness.h"
#include "roster/tw-roster-tally.h"

G_BEGIN_DECLS

/*
 * Why a roster costs what it costs, what a change by hand would do, who could take a shift, and why
 * nobody covers a slot. Everything is computed from the plans and the tally as they stand; nothing
 * here changes them. Shifts must be well formed: a plan that has a break of kind horizon or blocks
 * has no score.
 */

typedef enum {
  TW_ROSTER_TERM_UNDER,
  TW_ROSTER_TERM_OVER,
  TW_ROSTER_TERM_TIDE,
  TW_ROSTER_TERM_WAGES,
  TW_ROSTER_TERM_WISHES,
  TW_ROSTER_TERM_CHANGE,
  TW_ROSTER_TERM_TRAVEL,
  TW_ROSTER_TERM_FAIRNESS,
  TW_ROSTER_N_TERMS,
} TwRosterTerm;

/** A part of the score. What does not apply is TW_ROSTER_NONE. */
typedef struct {
  TwRosterTerm term;
  int person; /* wages, wishes, change, travel, fairness */
  int post;   /* under, over */
  int slot;   /* of the cell, the shift's first, or the first of the wish's day */
  int tide;
  int burden; /* TwRosterBurden, of fairness */
  double amount;
} TwRosterContribution;

/** All parts that are not zero (GArray of TwRosterContribution, transfer full): they sum to the
 * score of the plans, term by term. */
GArray *tw_roster_contributions (const TwRosterProblem *problem, const TwRosterPlan *plans);
/** The term of a score. */
double tw_roster_score_get (const TwRosterScore *score, TwRosterTerm term);

/**
 * What the score changes by when @person goes from @from to @to, term by term and in total; exact.
 * @tally holds the heads of all plans, @from among them. Returns the total.
 */
double tw_roster_explain_change (const TwRosterTally *tally, int person, const TwRosterPlan *from,
                                 const TwRosterPlan *to, TwRosterScore *ret);

/** A roster as it stands; everything is borrowed. */
typedef struct {
  const TwRosterBook *book;
  const TwRosterTally *tally; /* of @plans */
  const TwRosterPlan *plans;  /* n_people */
} TwRosterView;

/** Who could take a shift. */
typedef struct {
  int person;
  gboolean able;  /* breaks no hard rule that is not broken already */
  int n_given_up; /* shifts of the person that make way for it, at most those that are in the way */
  double delta;   /* of the score, exact: negative is better */
  TwRosterBreak broken; /* the first new red break, if not able */
} TwRosterCandidate;

/**
 * Everybody as a candidate for @shift, which nobody works yet: the able ones first, by delta, then
 * by number (GArray of TwRosterCandidate, transfer full). Shifts that are in the way (overlap, same
 * day, rest) are given up only when the shift cannot be added otherwise; never pinned ones.
 */
GArray *tw_roster_candidates (const TwRosterView *view, const TwRosterShift *shift);

typedef enum {
  TW_ROSTER_BLOCKER_RULE,      /* the shift that breaks fewest rules breaks @broken */
  TW_ROSTER_BLOCKER_FROZEN,    /* the slot is published and frozen */
  TW_ROSTER_BLOCKER_PINNED,    /* is in a pinned shift elsewhere */
  TW_ROSTER_BLOCKER_ELSEWHERE, /* stands at post @other then */
  TW_ROSTER_BLOCKER_PAUSE,     /* has a break or is on the way */
  TW_ROSTER_BLOCKER_AWAY,      /* is not available in that slot */
  TW_ROSTER_BLOCKER_NO_SHIFT,  /* no shift the person may work at this post reaches the slot */
  TW_ROSTER_BLOCKER_COSTS,     /* the cheapest shift costs @amount more than it gains */
  TW_ROSTER_BLOCKER_HELPS,     /* nothing blocks: a shift would gain -@amount */
} TwRosterBlockerKind;

/** Why a person does not stand at a post in a slot. */
typedef struct {
  TwRosterBlockerKind kind;
  int person;
  TwRosterBreak broken; /* of kind rule */
  int other;            /* of kind elsewhere: the post */
  double amount;        /* of kinds costs and helps: what the score changes by, exact */
  int shift_kind;       /* the shift that was considered (rule, costs, helps) .. */
  int first, last;      /* .. and its slots; else TW_ROSTER_NONE and zeros */
} TwRosterBlocker;

/**
 * For everybody who does not stand at @post in @slot at least one true reason (GArray of
 * TwRosterBlocker by person, transfer full). Considered are shifts added to what the person works
 * already that stand at @post throughout, but for the break.
 */
GArray *tw_roster_blockers (const TwRosterView *view, int post, int slot);

G_END_DECLS
