/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a member of a document may hold. */
typedef enum {
  TW_FIELD_TEXT, /* text of at most max bytes, not empty when required */
  TW_FIELD_KEY,  /* stable key: 1 to 64 bytes, no control characters */
  TW_FIELD_TIME, /* RFC 3339 in UTC: 2026-11-24T07:40:00.000Z */
  TW_FIELD_LAT,  /* degrees */
  TW_FIELD_LON,
  TW_FIELD_INT,    /* whole number in [min, max] */
  TW_FIELD_NUMBER, /* finite number in [min, max] */
  TW_FIELD_BOOL,
  TW_FIELD_CHOICE, /* one of the words in extra */
  TW_FIELD_REF,    /* id of a document of one of the types in extra; any type when NULL */
  TW_FIELD_TEXTS,  /* list of texts */
  TW_FIELD_TEXT_OR_TEXTS,
  TW_FIELD_SCALARS,      /* object of texts, numbers and booleans */
  TW_FIELD_OBJECT,       /* any object */
  TW_FIELD_COLOR,        /* #rrggbb */
  TW_FIELD_HEX,          /* hex digits of whole bytes */
  TW_FIELD_ZONE,         /* IANA name of a time zone */
  TW_FIELD_RING,         /* [[lon, lat], ...], three points or more */
  TW_FIELD_AVAILABILITY, /* [{weekday, from_min, to_min}, ...] */
  TW_FIELD_DEMAND,       /* {service key: {mean, p10, p50, p90: [number, ...]}} */
  TW_FIELD_CHOICES,      /* list of words in extra */
  TW_FIELD_WEEKDAYS,     /* list of 1 Monday .. 7 */
  TW_FIELD_DATE,         /* 2026-11-24 */
  TW_FIELD_OBJECTS,      /* list of at most max objects */
  TW_FIELD_LIMITS,       /* {word in extra: {limit: whole number in [min, max], article?: text}} */
  TW_FIELD_STRETCHES,    /* [[id of a post or "way" or "break", minutes], ...] */
} TwFieldKind;

/* The longest stretch of work that a shift document may hold. */
#define TW_SHIFT_MAX_MIN 1440

typedef struct {
  const char *name;
  TwFieldKind kind;
  gboolean required;
  double min, max;
  const char *extra;
} TwFieldSpec;

/* A type of document as data. Members that no spec names are kept as they are. */
typedef struct {
  const char *name;
  const char *id;            /* the only id allowed, or NULL for name:anything */
  const TwFieldSpec *fields; /* ends with a NULL name */
  gboolean placed;           /* has lat/lon: into the R*Tree */
  gboolean day_in_id;        /* the key begins with a date: "roster:2026-11-24" */
} TwTypeSpec;

/** The spec of @type, or NULL. */
const TwTypeSpec *tw_type_find (const char *type);
/** The spec by the type before the colon of document id @id, or NULL. */
const TwTypeSpec *tw_type_find_by_id (const char *id);
/** A digest of all specs and the names of the types, with a space around each: equal exactly when
 * the rules are. Transfer full. */
char *tw_types_dup_digest (void);
/** All specs, ending with a NULL name. */
const TwTypeSpec *tw_type_list (void);

G_END_DECLS
