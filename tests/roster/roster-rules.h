/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

/** The first hard rule that @plan breaks, in words, or NULL. Written from the rules' definitions;
 * nothing of the engine but the structures. */
char *roster_rules_find_break (const TwRosterProblem *problem, int person,
                               const TwRosterPlan *plan);
/** What @plan costs @person, and what the whole roster costs, from the definitions of the terms. */
double roster_rules_own_cost (const TwRosterProblem *problem, int person, const TwRosterPlan *plan);
double roster_rules_total (const TwRoster *roster);
