/* Writes very many outlines as the operators of a PDF path, cut to the frame: Qt takes ten times
   longer to take in, print and press them. tracing.py says what for. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

enum { SIDES = 4, LONGEST = 56 }; /* most letters of a vertex */

static const double FARTHEST = 1e9; /* device units; what is no number is farther */

typedef struct {
    char *letters;
    int64_t used, room;
} Text;

/* Vertices, x and y. */
typedef struct {
    double *xy;
    int64_t count, room;
} Line;

static void write_letters(Text *text, const char *letters, int64_t count)
{
    if (text->used + count <= text->room) memcpy(text->letters + text->used, letters, (size_t)count);
    text->used += count;
}

static char *put_number(char *at, int64_t value, int grain)
{
    char digits[24];
    int count = 0;
    if (value < 0) *at++ = '-', value = -value;
    if (grain > 1) {
        const int64_t rest = value % grain;
        value /= grain;
        if (rest) digits[count++] = (char)('0' + rest), digits[count++] = '.';
    }
    do digits[count++] = (char)('0' + value % 10);
    while (value /= 10);
    while (count) *at++ = digits[--count];
    return at;
}

static int grow(Line *line, int64_t count)
{
    if (count <= line->room) return 1;
    double *more = realloc(line->xy, sizeof(double) * 2 * (size_t)count * 2);
    if (!more) return 0;
    line->xy = more, line->room = 2 * count;
    return 1;
}

/* Write a ring or a line; vertices that fall together are one. */
static void write_line(Text *text, const double *xy, int64_t count, int closed, int grain)
{
    char letters[LONGEST];
    int64_t before_x = 0, before_y = 0, written = 0;
    for (int64_t one = 0; one < count; one++) {
        const int64_t x = llrint(xy[2 * one] * grain), y = llrint(xy[2 * one + 1] * grain);
        if (written && x == before_x && y == before_y) continue;
        char *at = put_number(letters, x, grain);
        *at++ = ' ';
        at = put_number(at, y, grain);
        *at++ = ' ', *at++ = written ? 'l' : 'm', *at++ = '\n';
        write_letters(text, letters, at - letters);
        before_x = x, before_y = y, written++;
    }
    if (closed && written) write_letters(text, "h\n", 2);
}

/* How far within a side of the frame a vertex lies. */
static inline double within(const double *vertex, const double *frame, int side)
{
    return side < 2 ? vertex[side] - frame[side] : frame[side] - vertex[side - 2];
}

static inline void cross(const double *a, const double *b, double at_a, double at_b, double *cut)
{
    const double share = at_a / (at_a - at_b);
    cut[0] = a[0] + share * (b[0] - a[0]);
    cut[1] = a[1] + share * (b[1] - a[1]);
}

/* Cut a ring to one side of the frame after the other (Sutherland and Hodgman, 1974). */
static int cut_ring(Line *ring, Line *spare, const double *frame)
{
    for (int side = 0; side < SIDES && ring->count; side++) {
        if (!grow(spare, 2 * ring->count + 2)) return 0;
        int64_t kept = 0;
        const double *before = ring->xy + 2 * (ring->count - 1);
        double was = within(before, frame, side);
        for (int64_t one = 0; one < ring->count; one++) {
            const double *vertex = ring->xy + 2 * one;
            const double is = within(vertex, frame, side);
            if ((was < 0) != (is < 0)) cross(before, vertex, was, is, spare->xy + 2 * kept++);
            if (is >= 0) {
                spare->xy[2 * kept] = vertex[0], spare->xy[2 * kept + 1] = vertex[1];
                kept++;
            }
            before = vertex, was = is;
        }
        spare->count = kept;
        const Line swap = *ring;
        *ring = *spare, *spare = swap;
    }
    return 1;
}

/* Write those parts of a line that lie on the frame. */
static int write_cut_line(Text *text, const Line *line, Line *spare, const double *frame, int grain)
{
    if (!grow(spare, line->count + 2)) return 0;
    spare->count = 0;
    for (int64_t one = 0; one + 1 < line->count; one++) {
        const double *a = line->xy + 2 * one, *b = a + 2;
        double from = 0, to = 1;
        for (int side = 0; side < SIDES; side++) {
            const double at_a = within(a, frame, side), at_b = within(b, frame, side);
            if (at_a < 0 && at_b < 0) to = -1;
            else if (at_a < 0) from = fmax(from, at_a / (at_a - at_b));
            else if (at_b < 0) to = fmin(to, at_a / (at_a - at_b));
        }
        if (from >= to) continue;
        if (!spare->count || from > 0) {
            write_line(text, spare->xy, spare->count, 0, grain);
            spare->xy[0] = a[0] + from * (b[0] - a[0]), spare->xy[1] = a[1] + from * (b[1] - a[1]);
            spare->count = 1;
        }
        double *end = spare->xy + 2 * spare->count++;
        end[0] = a[0] + to * (b[0] - a[0]), end[1] = a[1] + to * (b[1] - a[1]);
        if (to < 1) {
            write_line(text, spare->xy, spare->count, 0, grain);
            spare->count = 0;
        }
    }
    write_line(text, spare->xy, spare->count, 0, grain);
    return 1;
}

/* How far a vertex lies from a piece of line, squared. */
static double off(const double *at, const double *a, const double *b)
{
    const double dx = b[0] - a[0], dy = b[1] - a[1], x = at[0] - a[0], y = at[1] - a[1];
    const double length = dx * dx + dy * dy;
    double share = length > 0 ? (x * dx + y * dy) / length : 0;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    const double away_x = x - share * dx, away_y = y - share * dy;
    return away_x * away_x + away_y * away_y;
}

/* Leave out vertices that lie less than `astray` from the line without them (Douglas and Peucker,
   1973); `room` holds as many vertices as the line, for pieces that wait. */
static void thin(Line *line, Line *room, double astray)
{
    const int64_t count = line->count;
    if (count < 3) return;
    int64_t *waiting = (int64_t *)room->xy, waits = 0, kept = 1, first = 0, last = count - 1;
    for (;;) {
        const double *a = line->xy + 2 * first, *b = line->xy + 2 * last;
        double most = astray * astray;
        int64_t farthest = -1;
        for (int64_t one = first + 1; one < last; one++) {
            const double away = off(line->xy + 2 * one, a, b);
            if (away > most) most = away, farthest = one;
        }
        if (farthest >= 0) {
            waiting[waits++] = last, last = farthest;
            continue;
        }
        /* What is kept lies before what is looked at: it may be moved there. */
        if (kept < last) line->xy[2 * kept] = b[0], line->xy[2 * kept + 1] = b[1];
        kept++;
        if (!waits) break;
        first = last, last = waiting[--waits];
    }
    line->count = kept;
}

/* Place a ring or a line on the frame without the vertices that lie nearer than half of `astray` to
   the one before; a closed one as small as `dot` becomes a square of that side. */
static int place_line(Line *line, const double *at, int64_t count, int closed, const double *ground,
                      double astray, double dot, double *box)
{
    if (!grow(line, count + SIDES)) return 0;
    line->count = 0;
    box[0] = box[1] = INFINITY, box[2] = box[3] = -INFINITY;
    double last_x = 0, last_y = 0;
    for (int64_t one = 0; one < count; one++) {
        const double x = ground[1] + ground[0] * at[2 * one];
        const double y = ground[2] - ground[0] * at[2 * one + 1];
        if (!(fabs(x) < FARTHEST) || !(fabs(y) < FARTHEST)) continue;
        box[0] = fmin(box[0], x), box[1] = fmin(box[1], y);
        box[2] = fmax(box[2], x), box[3] = fmax(box[3], y);
        const double dx = x - last_x, dy = y - last_y;
        if (line->count && one + 1 < count && dx * dx + dy * dy < astray * astray / 4) continue;
        line->xy[2 * line->count] = last_x = x;
        line->xy[2 * line->count++ + 1] = last_y = y;
    }
    if (closed && box[2] - box[0] < dot && box[3] - box[1] < dot && line->count) {
        const double x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2, half = dot / 2;
        const double square[2 * SIDES] = {x - half, y - half, x + half, y - half,
                                          x + half, y + half, x - half, y + half};
        memcpy(line->xy, square, sizeof square);
        line->count = SIDES;
    }
    return 1;
}

/* Write shapes that look alike, each with the operator that paints it.

   `points`, `rings`, `counts`, `areas` and `boxes` are those of `paint_shapes`. `ground` is device
   units a metre and the place of the ground's origin; `frame` is left, top, right and bottom of what
   is kept; `grain` is 1 for whole units, 10 for tenths. `paints` ends an area, "S" a line. Gives how
   many letters there are, of which as many are written as `room` holds; -1 without memory. */
PUBLIC
int64_t trace_shapes(const uint64_t *points, const uint64_t *rings, const int32_t *counts,
                     const uint8_t *areas, const double *boxes, int64_t count, const double *ground,
                     const double *frame, double astray, double dot, int32_t grain,
                     const char *paints, char *letters, int64_t room)
{
    Text text = {letters, 0, room};
    Line line = {NULL, 0, 0}, spare = {NULL, 0, 0};
    int enough = 1;
    for (int64_t shape = 0; shape < count && enough; shape++) {
        const double *at = (const double *)(uintptr_t)points[shape];
        const int32_t *ring = (const int32_t *)(uintptr_t)rings[shape];
        const double *box = boxes + 4 * shape;
        const int64_t before = text.used;
        if (!counts[shape] || !(ground[1] + ground[0] * box[2] >= frame[0] - dot)
            || !(ground[1] + ground[0] * box[0] <= frame[2] + dot)
            || !(ground[2] - ground[0] * box[1] >= frame[1] - dot)
            || !(ground[2] - ground[0] * box[3] <= frame[3] + dot))
            continue;
        for (int32_t one = 0; one < counts[shape] && enough; one++) {
            double own[4];
            const int closed = areas[shape];
            enough = place_line(&line, at + 2 * (int64_t)ring[one], ring[one + 1] - ring[one],
                                closed, ground, astray, dot, own);
            if (!enough || own[2] < frame[0] || own[0] > frame[2] || own[3] < frame[1]
                || own[1] > frame[3])
                continue;
            if (!(enough = grow(&spare, line.count))) break;
            thin(&line, &spare, astray);
            const int inside = own[0] >= frame[0] && own[1] >= frame[1] && own[2] <= frame[2]
                && own[3] <= frame[3];
            if (!closed && !inside) {
                enough = write_cut_line(&text, &line, &spare, frame, grain);
                continue;
            }
            if (!inside) enough = cut_ring(&line, &spare, frame);
            if (enough) write_line(&text, line.xy, line.count, closed, grain);
        }
        if (text.used > before) {
            const char *end = areas[shape] ? paints : "S";
            write_letters(&text, end, (int64_t)strlen(end));
            write_letters(&text, "\n", 1);
        }
    }
    free(line.xy), free(spare.xy);
    return enough ? text.used : -1;
}
