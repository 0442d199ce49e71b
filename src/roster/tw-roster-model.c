// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-model.h"

/*
 * The problem as a compact mixed integer program: no plan is listed, only shifts, and within
 * shifts not even those.
 *
 * For each person
 *   shift[k,t,u]  1: works kind k in slots t .. u - 1. One per option (tw-roster-choices.c), which
 *                 settles windows, lengths, availability, pool, skills; its price holds wages,
 *                 fairness, wishes and change as they differ from working nothing. A pin is fixed
 *                 at 1, and nothing else can begin that day.
 *   busy[t]       working or resting: the one of the slot before, plus shifts that begin in t, less
 *                 those whose rest ends. Between 0 and 1, so that shifts keep their rest.
 *   day[d]        a shift begins that day: the sum of its shifts, at most 1.
 *   kind[d,k]     the same of one kind, where a limit or a succession asks for it.
 *   run[d,s,w]    a flow of 1 through the states of tw-roster-graph.c that count days in a row and
 *                 days off; the arcs that work sum to day[d].
 *   weekend[w]    at least day[d] of its days; their sum is limited.
 *   spans         worked minutes of the shifts that begin in them, between their limits.
 * Kinds with a post of their own stand there from the first slot to the last:
 *   at[k,t]       the one of the slot before, plus shifts that begin, less those that end.
 * The others walk through their blocks (tw-roster-model-blocks.c). As a person works one shift at a
 * time, what enters at the beginning of a shift can leave only at its own end.
 *
 * For each post and slot
 *   heads[p,t]    everybody who stands there.
 *   under, over   a piece per head too few or too many, each dearer than the one before, since the
 *                 price is convex; one piece for all where it is a straight line.
 * For each share and slot
 *   tide[r,t]     at least the heads there should be less those there are.
 *
 * Whole are the shifts and what stands; all else follows from these. What nobody can change (wishes
 * of whoever does nothing, shifts given up) is the price of the column "one", which is 1.
 */

TwRosterModel *
tw_roster_model_new (void)
{
  TwRosterModel *self = g_new0 (TwRosterModel, 1);
  self->rows = g_array_new (FALSE, FALSE, sizeof (TwRosterModelRow));
  self->columns = g_array_new (FALSE, FALSE, sizeof (TwRosterModelColumn));
  self->entries = g_array_new (FALSE, FALSE, sizeof (TwRosterModelEntry));
  self->names = g_string_chunk_new (1 << 16);
  return self;
}

void
tw_roster_model_free (TwRosterModel *self)
{
  if (!self)
    return;
  g_array_unref (self->rows);
  g_array_unref (self->columns);
  g_array_unref (self->entries);
  g_string_chunk_free (self->names);
  g_free (self);
}

void
tw_roster_model_reset (TwRosterModel *self, int first_row)
{
  self->first_row = first_row;
  g_array_set_size (self->rows, 0);
  g_array_set_size (self->columns, 0);
  g_array_set_size (self->entries, 0);
  g_string_chunk_clear (self->names);
}

static const char *
keep_name (TwRosterModel *self, const char *format, va_list args)
{
  char name[64];
  g_vsnprintf (name, sizeof name, format, args);
  return g_string_chunk_insert (self->names, name);
}

int
tw_roster_model_add_row (TwRosterModel *self, char type, double rhs, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  TwRosterModelRow row = { type, rhs, keep_name (self, format, args) };
  va_end (args);
  g_array_append_val (self->rows, row);
  return self->first_row + (int) self->rows->len - 1;
}

void
tw_roster_model_add_column (TwRosterModel *self, double cost, double upper, gboolean integer,
                            const char *format, ...)
{
  va_list args;
  va_start (args, format);
  TwRosterModelColumn column = {
    cost, 0, upper, integer, (int) self->entries->len, keep_name (self, format, args)
  };
  va_end (args);
  g_array_append_val (self->columns, column);
}

void
tw_roster_model_put (TwRosterModel *self, int row, double value)
{
  TwRosterModelEntry entry = { row, value };
  if (row >= 0 && value != 0)
    g_array_append_val (self->entries, entry);
}
