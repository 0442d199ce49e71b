/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"

G_BEGIN_DECLS

/** A piece of a mixed integer program: rows and columns of one person, or of all heads. */
typedef struct {
  char type; /* 'E', 'L', 'G' */
  double rhs;
  const char *name;
} TwRosterModelRow;

typedef struct {
  double cost, lower, upper; /* upper INFINITY: none */
  gboolean integer;
  int first_entry; /* its entries reach to those of the next column */
  const char *name;
} TwRosterModelColumn;

typedef struct {
  int row; /* number in the whole program */
  double value;
} TwRosterModelEntry;

typedef struct {
  int first_row;   /* number of the first row of this piece */
  GArray *rows;    /* TwRosterModelRow */
  GArray *columns; /* TwRosterModelColumn */
  GArray *entries; /* TwRosterModelEntry */
  GStringChunk *names;
} TwRosterModel;

TwRosterModel *tw_roster_model_new (void);
void tw_roster_model_free (TwRosterModel *self);
/** Forgets everything; rows are numbered from @first_row on. */
void tw_roster_model_reset (TwRosterModel *self, int first_row);
/** The number of the new row. */
int tw_roster_model_add_row (TwRosterModel *self, char type, double rhs, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
void tw_roster_model_add_column (TwRosterModel *self, double cost, double upper, gboolean integer,
                                 const char *format, ...) G_GNUC_PRINTF (5, 6);
/** An entry of the column that was added last; @row below 0: none. */
void tw_roster_model_put (TwRosterModel *self, int row, double value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterModel, tw_roster_model_free)

/** The row of the heads of a cell. */
static inline int
tw_roster_model_head_row (const TwRosterProblem *problem, int post, int slot)
{
  return post * problem->n_slots + slot;
}

/** The rows of the heads come first, n_posts x n_slots by post: what people add up to. */
void tw_roster_model_build_heads (TwRosterModel *self, const TwRosterChoiceSet *choices);
/** Everything of one person. */
void tw_roster_model_build_person (TwRosterModel *self, const TwRosterChoiceSet *choices,
                                   int person);
/** Within shifts: the ways through the blocks of one kind that has no post of its own, from rows
 * that sum its options. @start_row, @end_row[2]: n_slots + 1 each; options add 1 to
 * start_row[first] and to end_row[needs a break][last]. */
void tw_roster_model_build_blocks (TwRosterModel *self, const TwRosterChoiceSet *choices,
                                   int person, int kind, const int *start_row,
                                   int *const end_row[2]);

G_END_DECLS
