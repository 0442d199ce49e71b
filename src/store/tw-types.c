// SPDX-License-Identifier: Apache-2.0
#include "store/tw-types.h"

#include "base/tw-hash.h"

#include <string.h>

/*
 * The types of documents as data: the one place that says what a document may hold. tw-validate.c
 * checks bodies against it; a new member is one line here, a new type one table. "type", "hlc" and
 * "device" are the store's and stand in every document.
 */

/* To be raised when the rules of tw-validate.c change without a change of the tables. */
#define RULES_VERSION 1

#define NAME_MAX_BYTES 400
#define TEXT_MAX_BYTES 32000
#define REQUIRED TRUE
#define OPTIONAL FALSE
#define END                                                                                        \
  {                                                                                                \
    NULL                                                                                           \
  }

static const TwFieldSpec settings_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "name_en", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "zone", TW_FIELD_ZONE, REQUIRED },
  { "datum", TW_FIELD_CHOICE, OPTIONAL, 0, 0, "wgs84 gcj02 bd09 cgcs2000" },
  { "seed", TW_FIELD_INT, OPTIONAL, -9007199254740992.0, 9007199254740992.0 },
  { "origin_lat", TW_FIELD_LAT, OPTIONAL },
  { "origin_lon", TW_FIELD_LON, OPTIONAL },
  END,
};

static const TwFieldSpec service_fields[] = {
  { "key", TW_FIELD_KEY, REQUIRED },
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "name_en", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "order", TW_FIELD_INT, OPTIONAL, 0, 100000 },
  { "color", TW_FIELD_COLOR, OPTIONAL },
  END,
};

static const TwFieldSpec channel_fields[] = {
  { "key", TW_FIELD_KEY, REQUIRED },
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "name_en", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  END,
};

static const TwFieldSpec place_fields[] = {
  { "kind", TW_FIELD_CHOICE, REQUIRED, 0, 0,
    "community building unit floor room metro kindergarten centre idle hospital school gate site" },
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "name_en", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "code", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  { "parent", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "community", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "lat", TW_FIELD_LAT, OPTIONAL },
  { "lon", TW_FIELD_LON, OPTIONAL },
  { "height_m", TW_FIELD_NUMBER, OPTIONAL, -500, 9000 },
  { "ring", TW_FIELD_RING, OPTIONAL },
  { "storeys", TW_FIELD_INT, OPTIONAL, 0, 199 },
  { "basements", TW_FIELD_INT, OPTIONAL, 0, 20 },
  { "area_m2", TW_FIELD_NUMBER, OPTIONAL, 0, 1e9 },
  { "space", TW_FIELD_CHOICE, OPTIONAL, 0, 0, "carpark roof stilt park" },
  { "attrs", TW_FIELD_SCALARS, OPTIONAL },
  END,
};

static const TwFieldSpec asset_fields[] = {
  { "kind", TW_FIELD_CHOICE, REQUIRED, 0, 0, "socket valve lamp manhole" },
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "code", TW_FIELD_TEXT, REQUIRED, 0, 64 },
  { "place", TW_FIELD_REF, REQUIRED, 0, 0, "place" },
  { "community", TW_FIELD_REF, REQUIRED, 0, 0, "place" },
  { "lat", TW_FIELD_LAT, REQUIRED },
  { "lon", TW_FIELD_LON, REQUIRED },
  { "height_m", TW_FIELD_NUMBER, REQUIRED, -500, 9000 },
  { "tag", TW_FIELD_HEX, REQUIRED, 4, 10 },
  { "status", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  END,
};

static const TwFieldSpec move_fields[] = {
  { "asset", TW_FIELD_REF, REQUIRED, 0, 0, "asset" },
  { "from", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "to", TW_FIELD_REF, REQUIRED, 0, 0, "place" },
  { "from_code", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  { "to_code", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  { "at", TW_FIELD_TIME, REQUIRED },
  { "why", TW_FIELD_TEXT, OPTIONAL, 0, TEXT_MAX_BYTES },
  END,
};

static const TwFieldSpec person_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "pool", TW_FIELD_CHOICE, REQUIRED, 0, 0, "community property volunteer freelance" },
  { "skills", TW_FIELD_TEXTS, REQUIRED, 0, 64 },
  { "community", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "phone", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  { "employer", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "hours_week_max", TW_FIELD_NUMBER, REQUIRED, 0, 168 },
  { "availability", TW_FIELD_AVAILABILITY, REQUIRED },
  { "pack", TW_FIELD_REF, OPTIONAL, 0, 0, "rulepack" },
  END,
};

static const TwFieldSpec home_fields[] = {
  { "place", TW_FIELD_REF, REQUIRED, 0, 0, "place" },
  { "community", TW_FIELD_REF, REQUIRED, 0, 0, "place" },
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "age", TW_FIELD_INT, REQUIRED, 0, 150 },
  { "phone", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  { "lat", TW_FIELD_LAT, REQUIRED },
  { "lon", TW_FIELD_LON, REQUIRED },
  { "height_m", TW_FIELD_NUMBER, OPTIONAL, -500, 9000 },
  { "code", TW_FIELD_TEXT, REQUIRED, 0, 64 },
  { "consent", TW_FIELD_BOOL, REQUIRED },
  END,
};

static const TwFieldSpec import_fields[] = {
  { "at", TW_FIELD_TIME, REQUIRED },
  { "kind", TW_FIELD_CHOICE, REQUIRED, 0, 0, "requests map" },
  { "file", TW_FIELD_TEXT, REQUIRED, 0, 4096 },
  { "header", TW_FIELD_TEXT_OR_TEXTS, OPTIONAL, 0, TEXT_MAX_BYTES },
  { "mapping", TW_FIELD_OBJECT, OPTIONAL },
  { "rows", TW_FIELD_INT, REQUIRED, 0, 1e12 },
  { "added", TW_FIELD_INT, REQUIRED, 0, 1e12 },
  { "known", TW_FIELD_INT, REQUIRED, 0, 1e12 },
  { "rejected", TW_FIELD_INT, REQUIRED, 0, 1e12 },
  { "unplaced", TW_FIELD_INT, REQUIRED, 0, 1e12 },
  { "by", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  END,
};

static const TwFieldSpec request_fields[] = {
  { "at", TW_FIELD_TIME, REQUIRED },
  { "service", TW_FIELD_KEY, REQUIRED },
  { "channel", TW_FIELD_KEY, REQUIRED },
  { "community", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "place", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "lat", TW_FIELD_LAT, OPTIONAL },
  { "lon", TW_FIELD_LON, OPTIONAL },
  { "text", TW_FIELD_TEXT, OPTIONAL, 0, TEXT_MAX_BYTES },
  { "age", TW_FIELD_INT, OPTIONAL, 0, 150 },
  { "status", TW_FIELD_CHOICE, OPTIONAL, 0, 0, "open done" },
  { "ext", TW_FIELD_TEXT, OPTIONAL, 0, 512 },
  { "import", TW_FIELD_REF, OPTIONAL, 0, 0, "import" },
  { "address", TW_FIELD_TEXT, OPTIONAL, 0, 2000 },
  END,
};

static const TwFieldSpec forecast_fields[] = {
  { "place", TW_FIELD_REF, REQUIRED },
  { "issued", TW_FIELD_TIME, REQUIRED },
  { "hours", TW_FIELD_INT, REQUIRED, 1, 336 },
  { "services", TW_FIELD_DEMAND, REQUIRED },
  END,
};

static const TwFieldSpec audit_fields[] = {
  { "at", TW_FIELD_TIME, REQUIRED },
  { "who", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "action", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "subject", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "detail", TW_FIELD_TEXT, OPTIONAL, 0, TEXT_MAX_BYTES },
  END,
};

/* --- rosters --------------------------------------------------------------------------------- */

#define POOLS "community property volunteer freelance"
#define PLACE_KINDS                                                                                \
  "community building unit floor room metro kindergarten centre idle hospital school gate site"
#define RULES "day week average_day overtime_day overtime_special overtime_month rest_days rest run"
#define MAX_SHIFTS 5000 /* of one edition or template */

static const TwFieldSpec post_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "name_en", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "place", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "community", TW_FIELD_REF, OPTIONAL, 0, 0, "place" },
  { "service", TW_FIELD_KEY, OPTIONAL },
  { "skills", TW_FIELD_TEXTS, OPTIONAL, 0, 64 },
  { "pools", TW_FIELD_CHOICES, OPTIONAL, 0, 0, POOLS },
  { "priority", TW_FIELD_INT, REQUIRED, 1, 5 },
  { "per_hour", TW_FIELD_NUMBER, REQUIRED, 0.01, 1000 },
  { "min_heads", TW_FIELD_INT, REQUIRED, 0, 1000 },
  { "hours", TW_FIELD_AVAILABILITY, REQUIRED },
  { "active", TW_FIELD_BOOL, REQUIRED },
  END,
};

static const TwFieldSpec tide_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "name_en", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "weekdays", TW_FIELD_WEEKDAYS, OPTIONAL },
  { "from_min", TW_FIELD_INT, REQUIRED, 0, 1439 },
  { "to_min", TW_FIELD_INT, REQUIRED, 1, 2880 },
  { "share", TW_FIELD_NUMBER, REQUIRED, 0, 1 },
  { "kinds", TW_FIELD_CHOICES, OPTIONAL, 0, 0, PLACE_KINDS },
  { "services", TW_FIELD_TEXTS, OPTIONAL, 0, 64 },
  { "of_kinds", TW_FIELD_CHOICES, OPTIONAL, 0, 0, PLACE_KINDS },
  { "skill", TW_FIELD_TEXT, OPTIONAL, 0, 64 },
  { "weight", TW_FIELD_NUMBER, REQUIRED, 0, 1000 },
  { "active", TW_FIELD_BOOL, REQUIRED },
  END,
};

static const TwFieldSpec rulepack_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "pool", TW_FIELD_CHOICE, OPTIONAL, 0, 0, POOLS },
  { "contract", TW_FIELD_CHOICE, REQUIRED, 0, 0, "full_time part_time volunteer" },
  { "rules", TW_FIELD_LIMITS, REQUIRED, -1, 100000, RULES },
  { "windows", TW_FIELD_AVAILABILITY, OPTIONAL },
  END,
};

static const TwFieldSpec shift_fields[] = {
  { "person", TW_FIELD_REF, OPTIONAL, 0, 0, "person" },
  { "from", TW_FIELD_TIME, REQUIRED },
  { "to", TW_FIELD_TIME, REQUIRED },
  { "kind", TW_FIELD_KEY, REQUIRED },
  { "stretches", TW_FIELD_STRETCHES, REQUIRED },
  { "pinned", TW_FIELD_BOOL, OPTIONAL },
  { "override", TW_FIELD_SCALARS, OPTIONAL },
  { "note", TW_FIELD_TEXT, OPTIONAL, 0, TEXT_MAX_BYTES },
  { "origin", TW_FIELD_KEY, REQUIRED },
  END,
};

static const TwFieldSpec roster_fields[] = {
  { "state", TW_FIELD_CHOICE, REQUIRED, 0, 0, "draft submitted approved published" },
  { "edition", TW_FIELD_INT, REQUIRED, 0, 1e6 },
  { "planner", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "submitted_at", TW_FIELD_TIME, OPTIONAL },
  { "approver", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "approved_at", TW_FIELD_TIME, OPTIONAL },
  { "published_at", TW_FIELD_TIME, OPTIONAL },
  { "reasons", TW_FIELD_OBJECTS, OPTIONAL, 0, MAX_SHIFTS },
  END,
};

static const TwFieldSpec edition_fields[] = {
  { "day", TW_FIELD_DATE, REQUIRED },
  { "number", TW_FIELD_INT, REQUIRED, 1, 1e6 },
  { "at", TW_FIELD_TIME, REQUIRED },
  { "by", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "approver", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "rolled_back_to", TW_FIELD_INT, OPTIONAL, 1, 1e6 },
  { "reason", TW_FIELD_TEXT, OPTIONAL, 0, TEXT_MAX_BYTES },
  { "n_shifts", TW_FIELD_INT, REQUIRED, 0, 1e6 },
  { "n_changes", TW_FIELD_INT, REQUIRED, 0, 1e6 },
  { "n_people", TW_FIELD_INT, REQUIRED, 0, 1e6 },
  { "shifts", TW_FIELD_OBJECTS, OPTIONAL, 0, MAX_SHIFTS },
  END,
};

static const TwFieldSpec notice_fields[] = {
  { "edition", TW_FIELD_REF, REQUIRED, 0, 0, "edition" },
  { "person", TW_FIELD_REF, REQUIRED, 0, 0, "person" },
  { "at", TW_FIELD_TIME, REQUIRED },
  { "text", TW_FIELD_TEXT, REQUIRED, 0, TEXT_MAX_BYTES },
  { "state", TW_FIELD_KEY, REQUIRED },
  { "seen_at", TW_FIELD_TIME, OPTIONAL },
  { "seen_by", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  END,
};

static const TwFieldSpec claim_fields[] = {
  { "kind", TW_FIELD_KEY, REQUIRED },
  { "shift", TW_FIELD_REF, REQUIRED, 0, 0, "shift" },
  { "other_shift", TW_FIELD_REF, OPTIONAL, 0, 0, "shift" },
  { "by", TW_FIELD_REF, REQUIRED, 0, 0, "person" },
  { "with", TW_FIELD_REF, OPTIONAL, 0, 0, "person" },
  { "state", TW_FIELD_KEY, REQUIRED },
  { "at", TW_FIELD_TIME, REQUIRED },
  { "decided_by", TW_FIELD_TEXT, OPTIONAL, 0, NAME_MAX_BYTES },
  { "reason", TW_FIELD_TEXT, OPTIONAL, 0, TEXT_MAX_BYTES },
  END,
};

static const TwFieldSpec template_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "days", TW_FIELD_INT, REQUIRED, 1, 366 },
  { "shifts", TW_FIELD_OBJECTS, OPTIONAL, 0, MAX_SHIFTS },
  END,
};

static const TwFieldSpec officer_fields[] = {
  { "name", TW_FIELD_TEXT, REQUIRED, 0, NAME_MAX_BYTES },
  { "rights", TW_FIELD_CHOICES, REQUIRED, 0, 0, "plan approve override" },
  END,
};

/* The most frequent first: look-up is a walk. */
static const TwTypeSpec types[] = {
  { "request", NULL, request_fields, TRUE },
  { "asset", NULL, asset_fields, TRUE },
  { "place", NULL, place_fields, TRUE },
  { "person", NULL, person_fields, FALSE },
  { "home", NULL, home_fields, TRUE },
  { "shift", NULL, shift_fields, FALSE },
  { "notice", NULL, notice_fields, FALSE },
  { "forecast", NULL, forecast_fields, FALSE },
  { "audit", NULL, audit_fields, FALSE },
  { "move", NULL, move_fields, FALSE },
  { "service", NULL, service_fields, FALSE },
  { "channel", NULL, channel_fields, FALSE },
  { "import", NULL, import_fields, FALSE },
  { "post", NULL, post_fields, FALSE },
  { "tide", NULL, tide_fields, FALSE },
  { "rulepack", NULL, rulepack_fields, FALSE },
  { "roster", NULL, roster_fields, FALSE, TRUE },
  { "edition", NULL, edition_fields, FALSE, TRUE },
  { "claim", NULL, claim_fields, FALSE },
  { "template", NULL, template_fields, FALSE },
  { "officer", NULL, officer_fields, FALSE },
  { "settings", "settings:street", settings_fields, FALSE },
  END,
};

static const TwTypeSpec *
type_find_len (const char *type, gsize len)
{
  for (const TwTypeSpec *spec = types; spec->name; spec++)
    if (strncmp (spec->name, type, len) == 0 && spec->name[len] == '\0')
      return spec;
  return NULL;
}

const TwTypeSpec *
tw_type_find (const char *type)
{
  g_return_val_if_fail (type, NULL);

  return type_find_len (type, strlen (type));
}

const TwTypeSpec *
tw_type_find_by_id (const char *id)
{
  g_return_val_if_fail (id, NULL);

  const char *colon = strchr (id, ':');
  return colon ? type_find_len (id, (gsize) (colon - id)) : NULL;
}

const TwTypeSpec *
tw_type_list (void)
{
  return types;
}

char *
tw_types_dup_digest (void)
{
  guint8 md5[TW_MD5_LEN];
  g_autoptr (GString) rules = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (" ");

  g_string_append_printf (rules, "%d", RULES_VERSION);
  for (const TwTypeSpec *type = types; type->name; type++)
    {
      g_string_append_printf (names, "%s ", type->name);
      g_string_append_printf (rules, "\n%s|%s|%d%d", type->name, type->id ? type->id : "",
                              type->placed, type->day_in_id);
      for (const TwFieldSpec *field = type->fields; field->name; field++)
        g_string_append_printf (rules, "|%s %d %d %.17g %.17g %s", field->name, field->kind,
                                field->required, field->min, field->max,
                                field->extra ? field->extra : "");
    }
  tw_md5 (rules->str, rules->len, md5);
  g_autofree char *hex = tw_hex_encode (md5, sizeof md5);
  return g_strconcat (hex, names->str, NULL);
}
