"""Texts read in several threads at once, as the web server does, do not get mixed up."""

from concurrent.futures import ThreadPoolExecutor

from detente.table.yaml_places import parse


def test_texts_are_read_in_several_threads_at_once() -> None:
    def read(number: int) -> bool:
        text = "\n".join(f"key{place}: [a{number}, 'b', {{c: {place}}}]" for place in range(60))
        told = parse(text, "case.yaml").data
        return bool(told == {f"key{place}": [f"a{number}", "b", {"c": place}] for place in range(60)})

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(40)))
