/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street.h"

/* Private to the engine: which places and services are modelled one by one. */

G_BEGIN_DECLS

/** Rows that are modelled at most: what a core fits and back-tests in most of a second. */
#define TW_STREET_MAX_ROWS 4096u

/**
 * Groups are places, classes are services; where there are too many of either, the rarest share
 * the last group or class. Every place and service asked for maps to one.
 */
typedef struct {
  guint n_places, n_services; /* as asked */
  guint n_groups, n_classes;  /* as modelled */
  gboolean places, services;  /* whether the last group (class) is shared */
  guint16 *group_of;          /* n_places */
  guint16 *class_of;          /* n_services */
} TwStreetFold;

void tw_street_fold_init (TwStreetFold *self, guint n_places, guint n_services,
                          const TwStreetEvent *events, gsize n_events);
void tw_street_fold_clear (TwStreetFold *self);

static inline gboolean
tw_street_fold_is_folded (const TwStreetFold *self)
{
  return self->places || self->services;
}

/** The modelled row of a place and a service. */
static inline guint
tw_street_fold_row (const TwStreetFold *self, guint place, guint service)
{
  return (guint) self->group_of[place] * self->n_classes + self->class_of[service];
}

/** Whether @place (or @service) shares its group (class) with others. */
static inline gboolean
tw_street_fold_shares_group (const TwStreetFold *self, guint place)
{
  return self->places && self->group_of[place] + 1u == self->n_groups;
}

static inline gboolean
tw_street_fold_shares_class (const TwStreetFold *self, guint service)
{
  return self->services && self->class_of[service] + 1u == self->n_classes;
}

G_END_DECLS
